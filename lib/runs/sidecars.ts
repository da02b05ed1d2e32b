import type { Alert } from '@/db/schema/tables'
import { parseDatasetUri, parseModelUri } from '../uri'
import { type Json, Tag } from '../view'

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
}

export interface Plan {
  versions: VersionPlan[]
  datasetVersions: DatasetVersionPlan[]
  /** What could not be understood; the rest is done all the same. */
  alerts: Alert[]
}

const maxNote = 10_000
const maxTags = 50
/** Versions, and dataset versions, that one run makes at most. */
const maxMade = 100

/**
 * What the sidecars of a run of `org` ask for. All entries for one model make one version: tags united,
 * different notes joined by a blank line, files together; likewise for one dataset version. Pure.
 */
export function planSidecars(org: string, sidecars: Map<string, Properties>): Plan {
  const models = new Map<string, { tags: Set<string>; notes: Set<string>; files: Set<string> }>()
  const datasets = new Map<string, { dataset: string; version: string; files: Set<string> }>()
  const alerts: Alert[] = []
  const alert = (code: string, message: string) => alerts.push({ code, message })

  for (const [file, properties] of sidecars) {
    for (const entry of listOf(properties['valohai.model-versions'])) {
      const wanted = modelEntry(org, entry)
      if (typeof wanted === 'string') {
        alert('model_entry_invalid', `${file}: ${wanted}`)
        continue
      }
      const plan = models.get(wanted.model) ?? fresh()
      models.set(wanted.model, plan)
      plan.files.add(file)
      if (wanted.note) plan.notes.add(wanted.note)
      for (const tag of wanted.tags) {
        const parsed = Tag.safeParse(tag)
        if (parsed.success) plan.tags.add(parsed.data)
        else
          alert('tag_invalid', `${file}: ${wordOf(tag)} is left out. ${firstIssue(parsed.error)}`)
      }
    }
    for (const entry of listOf(properties['valohai.dataset-versions'])) {
      const wanted = datasetEntry(org, entry)
      if (typeof wanted === 'string') {
        alert('dataset_entry_invalid', `${file}: ${wanted}`)
        continue
      }
      const key = `${wanted.dataset}/${wanted.version}`
      const plan = datasets.get(key) ?? { ...wanted, files: new Set() }
      datasets.set(key, plan)
      plan.files.add(file)
    }
  }

  const versions = [...models].map(([model, { tags, notes, files }]): VersionPlan => {
    const note = [...notes].join('\n\n')
    if (note.length > maxNote)
      alert('note_too_long', `The note for model://${model}/ is cut at ${maxNote} characters.`)
    if (tags.size > maxTags)
      alert('too_many_tags', `Only ${maxTags} of the tags for model://${model}/ are kept.`)
    const kept = [...tags].slice(0, maxTags)
    return { model, tags: kept, note: cut(note), files: [...files].sort() }
  })
  // A fixed order, so that two runs that finish at once do not wait for each other in a ring.
  versions.sort((a, b) => (a.model < b.model ? -1 : 1))
  const datasetVersions = [...datasets]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, plan]) => ({ ...plan, files: [...plan.files].sort() }))
  const asked = [versions.length, datasetVersions.length]
  if (asked.some((count) => count > maxMade))
    alert('too_many_versions', `A run makes ${maxMade} versions at most; the rest is left out.`)
  return {
    versions: versions.slice(0, maxMade),
    datasetVersions: datasetVersions.slice(0, maxMade),
    alerts,
  }
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

function datasetEntry(org: string, entry: Json): { dataset: string; version: string } | string {
  if (typeof entry !== 'string')
    return 'An entry of valohai.dataset-versions is dataset://name/version; nothing else is known here.'
  const parsed = parseDatasetUri(entry)
  if (!parsed.ok) return parsed.message
  const { organization, dataset, version } = parsed.uri
  if (version === null) return `Name the version to make: dataset://${dataset}/v1.`
  if (organization !== null && organization !== org) return `${entry} is not of ${org}.`
  return { dataset, version }
}

function listOf(value: Json | undefined): Json[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value : [value]
}

function asObject(value: Json): { [key: string]: Json } | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null
}

const cut = (note: string) => note.slice(0, maxNote).toWellFormed()

const wordOf = (value: Json) => JSON.stringify(value).slice(0, 100)

const firstIssue = (error: { issues: { message: string }[] }) => error.issues[0]?.message ?? ''
