import type {
  Dataset,
  DatasetDiff,
  DatasetFile,
  DatasetVersion,
  DatasetVersionItem,
} from '@/lib/datasets/view'
import { formatUri } from '@/lib/uri'
import { bytes, count, result, table, tell, time } from '../output'
import { connect, lifeOf, readCount, readWords, type Surroundings } from '../verb'
import { datasetPath, readDataset, readVersion, versionPath } from './refs'

const paged = { limit: { type: 'string' } } as const

/** `hub dataset list` */
export async function list(words: string[], surroundings: Surroundings): Promise<void> {
  const { values } = readWords(words, {
    ...paged,
    archived: { type: 'boolean' },
    tag: { type: 'string' },
    project: { type: 'string' },
    q: { type: 'string' },
  })
  const client = await connect(surroundings)
  const { tag, project, q } = values
  const query = { ...lifeOf(values), tag, project, q }
  const limit = readCount(values.limit, '--limit', 50)
  const items = await client.list<Dataset>(client.path('datasets'), query, limit)
  const titles = ['DATASET', 'NEWEST', 'VERSIONS', 'ALIASES', 'TAGS', 'PROJECTS', 'BY', 'AT']
  const rows = items.map((dataset) => [
    dataset.slug,
    dataset.latest ?? '',
    String(dataset.versionCount),
    dataset.aliases.map(({ name, version }) => `${name}=${version}`).join(', '),
    dataset.tags.join(', '),
    dataset.projects.join(', '),
    dataset.createdBy.name,
    time(dataset.createdAt),
  ])
  const none = 'There is no dataset yet, or none like that. hub dataset push makes one.'
  result(surroundings.terminal, { items }, () => (rows.length ? table(titles, rows) : none))
}

/** `hub dataset versions` */
export async function versions(words: string[], surroundings: Surroundings): Promise<void> {
  const { values, positionals } = readWords(words, paged, 1)
  const client = await connect(surroundings)
  const ref = readDataset(positionals[0], client.org)
  const limit = readCount(values.limit, '--limit', 50)
  const items = await client.list<DatasetVersionItem>(datasetPath(ref, 'versions'), {}, limit)
  const titles = ['VERSION', 'FILES', 'SIZE', 'ALIASES', 'TAGS', 'FROM', 'RUN', 'BY', 'AT']
  const rows = items.map((item) => [
    item.version,
    String(item.fileCount),
    bytes(item.size),
    item.aliases.join(', '),
    item.tags.join(', '),
    item.previous ?? '',
    item.run ?? '',
    item.createdBy.name,
    time(item.createdAt),
  ])
  const none = `${ref.dataset} has no version yet.`
  result(surroundings.terminal, { items }, () => (rows.length ? table(titles, rows) : none))
}

/** `hub dataset info`: about a dataset, or about a version of it. */
export async function info(words: string[], surroundings: Surroundings): Promise<void> {
  const { positionals } = readWords(words, {}, 1)
  const client = await connect(surroundings)
  const { version, ...ref } = readDataset(positionals[0], client.org)
  const { terminal } = surroundings
  if (version === null) {
    const dataset = await client.get<Dataset>(datasetPath(ref))
    result(terminal, dataset, () => aboutDataset(dataset))
    return
  }
  const found = await client.get<DatasetVersion>(versionPath({ ...ref, version }))
  result(terminal, found, () => aboutVersion(found))
}

/** `hub dataset files` */
export async function files(words: string[], surroundings: Surroundings): Promise<void> {
  const { values, positionals } = readWords(words, { ...paged, q: { type: 'string' } }, 1)
  const client = await connect(surroundings)
  const ref = readVersion(positionals[0], client.org)
  const limit = readCount(values.limit, '--limit', Number.POSITIVE_INFINITY)
  const query = { q: values.q }
  const items = await client.list<DatasetFile>(versionPath(ref, 'files'), query, limit)
  const rows = items.map(({ name, size, uri, properties }) => [
    name,
    bytes(size),
    uri,
    said(properties),
  ])
  const titles = ['FILE', 'SIZE', 'URI', 'PROPERTIES']
  result(surroundings.terminal, { items }, () =>
    rows.length ? table(titles, rows) : 'It has no such file.',
  )
}

/** `hub dataset diff` */
export async function diff(words: string[], surroundings: Surroundings): Promise<void> {
  const { values, positionals } = readWords(words, paged, 2)
  const client = await connect(surroundings)
  const from = readVersion(positionals[0], client.org)
  const to = readVersion(positionals[1], client.org)
  const limit = readCount(values.limit, '--limit', 1000)
  const path = versionPath(to, 'diff')
  const { dataset, version } = from
  const other = { kind: 'dataset', organization: null, dataset, version, files: null } as const
  const query = { from: formatUri(other) }
  const whole = await client.get<DatasetDiff>(
    `${path}?${new URLSearchParams({ ...query, limit: '1' })}`,
  )
  const items = await client.list<DatasetDiff['items'][number]>(path, query, limit)
  const { added, removed, changed, unchanged } = whole
  const { terminal } = surroundings
  result(terminal, { ...whole, items, nextCursor: undefined }, () =>
    items.map(({ name, change }) => `${signs[change]} ${name}`),
  )
  if (terminal.json) return
  const more = added + removed + changed - items.length
  tell(
    terminal,
    `${added} added, ${removed} removed, ${changed} changed, ${unchanged} the same${more > 0 ? `; ${more} more with --limit` : ''}.`,
  )
}

const signs = { added: '+', removed: '-', changed: '~' } as const

function aboutDataset(dataset: Dataset): string[] {
  const { uri, life, description, tags, properties, projects, aliases, latest } = dataset
  return about(uri, [
    ['State', life === 'live' ? '' : life],
    ['Newest', latest ?? 'none'],
    ['Versions', String(dataset.versionCount)],
    ['Aliases', aliases.map(({ name, version }) => `${name}=${version}`).join(', ')],
    ['Projects', projects.join(', ')],
    ['Tags', tags.join(', ')],
    ['Properties', said(properties)],
    ['By', `${dataset.createdBy.name}, ${time(dataset.createdAt)}`],
    ['About', description],
  ])
}

function aboutVersion(version: DatasetVersion): string[] {
  const { uri, digest, description, tags, properties, aliases, previous, run, createdBy } = version
  const size = version.files.reduce((sum, file) => sum + file.size, 0)
  return about(uri, [
    ['Digest', digest],
    ['Files', `${count(version.files.length, 'file')}, ${bytes(size)}`],
    ['Aliases', aliases.join(', ')],
    ['Began with', previous ?? ''],
    ['Run', run ?? ''],
    ['Tags', tags.join(', ')],
    ['Properties', said(properties)],
    ['By', `${createdBy.name}, ${time(version.createdAt)}`],
    ['About', description],
  ])
}

function about(uri: string, facts: [string, string][]): string[] {
  return [uri, ...facts.flatMap(([name, value]) => (value ? [`${name.padEnd(11)} ${value}`] : []))]
}

function said(properties: Record<string, unknown>): string {
  return Object.entries(properties)
    .map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ')
}
