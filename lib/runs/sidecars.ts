import type { Alert } from '@/db/schema/tables'
import { datumAliasProblem, parseModelUri } from '../uri'
import type { Json } from '../view'
import { planDatasetVersions } from './dataset-sidecars'
import { asObject, fewTags, keptTags, listOf, wordOf } from './sidecar-values'

/** The properties of one output, as its sidecar gives them. */
export type Properties = Record<string, Json>

export interface VersionPlan {
  model: string
  tags: string[]
  note: string
  /** Paths of outputs, which become the names of the version's files. */
  files: string[]
}

export interface DatasetVersionPlan {
  dataset: string
  version: string
  files: string[]
  /** dataset:// URI of the version whose files it begins with. */
  from: string | null
  /** Names and patterns that are not taken from there. */
  exclude: string[]
  tags: string[]
  /** To be pointed at it. */
  aliases: string[]
  /** Ids or slugs of the projects that the dataset is made in, where it has to be made. */
  projects: string[]
}

export interface Plan {
  versions: VersionPlan[]
  datasetVersions: DatasetVersionPlan[]
  /** The path of an output by the alias that is to point at it. */
  aliases: Map<string, string>
  /** What could not be understood; the rest is done all the same. */
  alerts: Alert[]
}

const maxNote = 10_000
/** Versions, and dataset versions, that one run makes at most. */
const maxMade = 100
/** Each has an event of its own. */
const maxAliases = 1000

/**
 * What the sidecars of a run of `org` ask for. All entries for one model make one version: tags united,
 * different notes joined by a blank line, files together; likewise for one dataset version. Pure, in time
 * that grows with the sidecars and no faster.
 */
export function planSidecars(org: string, sidecars: Map<string, Properties>): Plan {
  const alerts: Alert[] = []
  const versions = planVersions(org, sidecars, alerts)
  const datasetVersions = planDatasetVersions(org, sidecars, alerts)
  const asked = [versions.length, datasetVersions.length]
  if (asked.some((count) => count > maxMade))
    alerts.push({
      code: 'too_many_versions',
      message: `A run makes ${maxMade} versions at most; the rest is left out.`,
    })
  for (const [file, properties] of sidecars)
    keptTags(listOf(properties['valohai.tags']), file, alerts)
  return {
    versions: versions.slice(0, maxMade),
    datasetVersions: datasetVersions.slice(0, maxMade),
    aliases: planAliases(sidecars, alerts),
    alerts,
  }
}

function planVersions(
  org: string,
  sidecars: Map<string, Properties>,
  alerts: Alert[],
): VersionPlan[] {
  const models = new Map<string, { tags: Set<string>; notes: Set<string>; files: Set<string> }>()
  for (const [file, properties] of sidecars)
    for (const entry of listOf(properties['valohai.model-versions'])) {
      const wanted = modelEntry(org, entry)
      if (typeof wanted === 'string') {
        alerts.push({ code: 'model_entry_invalid', message: `${file}: ${wanted}` })
        continue
      }
      const plan = models.get(wanted.model) ?? fresh()
      models.set(wanted.model, plan)
      plan.files.add(file)
      if (wanted.note) plan.notes.add(wanted.note)
      for (const tag of keptTags(wanted.tags, file, alerts)) plan.tags.add(tag)
    }
  const versions = [...models].map(([model, { tags, notes, files }]): VersionPlan => {
    const uri = `model://${model}/`
    const note = [...notes].join('\n\n')
    if (note.length > maxNote)
      alerts.push({
        code: 'note_too_long',
        message: `The note for ${uri} is cut at ${maxNote} characters.`,
      })
    return { model, tags: fewTags(tags, uri, alerts), note: cut(note), files: [...files].sort() }
  })
  // A fixed order, so that two runs that finish at once do not wait for each other in a ring.
  return versions.sort((a, b) => (a.model < b.model ? -1 : 1))
}

/** Aliases of files. One that two files ask for is moved to neither. */
function planAliases(sidecars: Map<string, Properties>, alerts: Alert[]): Map<string, string> {
  const asking = new Map<string, { file: string; other?: string }>()
  const alert = (code: string, message: string) => alerts.push({ code, message })
  for (const [file, properties] of sidecars) {
    const alias = properties['valohai.alias']
    if (alias === undefined || alias === null || alias === '') continue
    const problem = typeof alias === 'string' ? datumAliasProblem(alias) : 'It is one name.'
    const first = asking.get(String(alias))
    if (problem) alert('alias_invalid', `${file}: ${wordOf(alias)} is no alias. ${problem}`)
    else asking.set(String(alias), first ? { ...first, other: file } : { file })
  }
  const aliases = new Map<string, string>()
  for (const [alias, { file, other }] of asking)
    if (other !== undefined)
      alert('alias_conflict', `Both ${file} and ${other} ask for the alias ${alias}; it stays.`)
    else aliases.set(alias, file)
  if (aliases.size <= maxAliases) return aliases
  alert('too_many_aliases', `A run moves ${maxAliases} aliases at most; the rest is left out.`)
  return new Map([...aliases].slice(0, maxAliases))
}

const fresh = () => ({
  tags: new Set<string>(),
  notes: new Set<string>(),
  files: new Set<string>(),
})

/** Both spellings, the URI alone and the object; a sentence where it is neither. */
function modelEntry(
  org: string,
  entry: Json,
): { model: string; tags: Json[]; note: string } | string {
  const object = typeof entry === 'string' ? { model_uri: entry } : asObject(entry)
  const uri = object?.model_uri
  if (!object || typeof uri !== 'string')
    return 'An entry of valohai.model-versions is model://name/ or an object with model_uri.'
  if (!uri.endsWith('/')) return `${uri} makes no version. Write model://name/, with the slash.`
  const parsed = parseModelUri(uri)
  if (!parsed.ok) return parsed.message
  const { organization, model } = parsed.uri
  if (organization !== null && organization !== org) return `${uri} is not of ${org}.`
  const { model_release_note: note = '', model_version_tags: tags = [] } = object
  if (typeof note !== 'string') return `The model_release_note for ${uri} is no text.`
  return { model, tags: listOf(tags), note: note.trim() }
}

const cut = (note: string) => note.slice(0, maxNote).toWellFormed()
