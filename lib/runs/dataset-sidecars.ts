import { z } from 'zod'
import type { Alert } from '@/db/schema/tables'
import { datasetAliasProblem, formatUri, parseDatasetUri } from '../uri'
import { type Json, JsonValue } from '../view'
import { fewTags, keptTags, listOf, wordOf } from './sidecar-values'
import type { DatasetVersionPlan, Properties } from './sidecars'

interface Merged {
  dataset: string
  version: string
  files: Set<string>
  /** What it begins with, as each entry that says so has it: a URI, or null for nothing. */
  from: Set<string | null>
  exclude: Set<string>
  tags: Set<string>
  aliases: Set<string>
  projects: Set<string>
}

/**
 * The dataset versions that sidecars ask for, each once, in a fixed order. Entries that differ in what it
 * begins with make none: a version never changes, so that a guess would stay.
 */
export function planDatasetVersions(
  org: string,
  sidecars: Map<string, Properties>,
  alerts: Alert[],
): DatasetVersionPlan[] {
  const merged = new Map<string, Merged>()
  for (const [file, properties] of sidecars)
    for (const entry of listOf(properties['valohai.dataset-versions'])) {
      const wanted = readEntry(org, entry)
      if (typeof wanted === 'string') {
        alerts.push({ code: 'dataset_entry_invalid', message: `${file}: ${wanted}` })
        continue
      }
      const key = `${wanted.dataset}/${wanted.version}`
      const plan = merged.get(key) ?? fresh(wanted)
      merged.set(key, plan)
      plan.files.add(file)
      if (wanted.options) mergeOptions(plan, wanted.options, file, alerts)
    }
  const plans: DatasetVersionPlan[] = []
  for (const [, { dataset, version, files, from, ...rest }] of [...merged].sort(byKey)) {
    const uri = formatUri({ kind: 'dataset', organization: null, dataset, version, files: null })
    if (from.size > 1) {
      const message = `${uri}: Its entries differ in what it begins with, from or start_fresh.`
      alerts.push({ code: 'dataset_entry_conflict', message })
      continue
    }
    plans.push({
      dataset,
      version,
      files: [...files].sort(),
      from: [...from][0] ?? null,
      exclude: [...rest.exclude],
      tags: fewTags(rest.tags, uri, alerts),
      aliases: [...rest.aliases].sort(),
      projects: [...rest.projects],
    })
  }
  return plans
}

const Texts = z
  .union([z.string(), z.array(z.string())])
  .nullish()
  .transform(listOf)

// `packaging` is for stores of many small files; ours are never copied. Unknown keys are for other readers.
const Entry = z.object({
  uri: z.string(),
  from: z.string().nullish(),
  start_fresh: z.boolean().nullish(),
  exclude: Texts,
  targeting_aliases: Texts,
  associated_project_ids: Texts,
  'valohai.tags': JsonValue.optional(),
})
type Entry = z.output<typeof Entry>

/** Both spellings, the URI alone and the object; a sentence where it is neither. */
function readEntry(
  org: string,
  entry: Json,
): { dataset: string; version: string; options: Entry | null } | string {
  if (typeof entry === 'string') {
    const named = versionOf(org, entry)
    return typeof named === 'string' ? named : { ...named, options: null }
  }
  const { data: options, error } = Entry.safeParse(entry)
  if (error) {
    const [issue] = error.issues
    const where = issue?.path.join('.')
    const form =
      'An entry of valohai.dataset-versions is dataset://name/version or an object with uri'
    return where ? `${form}; ${where}: ${issue?.message}.` : `${form}.`
  }
  const named = versionOf(org, options.uri)
  return typeof named === 'string' ? named : { ...named, options }
}

/** The version that a URI names, as a whole; a sentence where it names none. */
function versionOf(org: string, text: string): { dataset: string; version: string } | string {
  const parsed = parseDatasetUri(text)
  if (!parsed.ok) return parsed.message
  const { organization, dataset, version, files } = parsed.uri
  if (version === null || files !== null)
    return `Name a version as a whole: dataset://${dataset}/v1.`
  if (organization !== null && organization !== org) return `${text} is not of ${org}.`
  return { dataset, version }
}

function mergeOptions(plan: Merged, options: Entry, file: string, alerts: Alert[]): void {
  if (options.start_fresh) plan.from.add(null)
  else if (options.from) plan.from.add(options.from)
  for (const one of options.exclude) plan.exclude.add(one)
  for (const one of options.associated_project_ids) plan.projects.add(one)
  for (const tag of keptTags(listOf(options['valohai.tags']), file, alerts)) plan.tags.add(tag)
  for (const alias of options.targeting_aliases) {
    const why = datasetAliasProblem(alias)
    if (why === null) plan.aliases.add(alias)
    else {
      const message = `${file}: ${wordOf(alias)} is no alias. ${why}`
      alerts.push({ code: 'alias_invalid', message })
    }
  }
}

const fresh = ({ dataset, version }: Pick<Merged, 'dataset' | 'version'>): Merged => ({
  dataset,
  version,
  files: new Set(),
  from: new Set(),
  exclude: new Set(),
  tags: new Set(),
  aliases: new Set(),
  projects: new Set(),
})

const byKey = ([a]: [string, Merged], [b]: [string, Merged]) => (a < b ? -1 : 1)
