import { resolve } from 'node:path'
import type { Dataset, DatasetAlias, DatasetVersion } from '@/lib/datasets/view'
import { type LocalFile, upload } from '../blobs'
import { apiPath, type Client } from '../client'
import { eachOf } from '../each'
import { invalid } from '../failure'
import { count, result, tell } from '../output'
import { startProgress } from '../progress'
import { pairs, readValue } from '../run/pairs'
import { connect, readWords, type Surroundings } from '../verb'
import { namedFiles } from '../verbs/push'
import { type DatasetRef, datasetPath, findDataset, readDataset, readVersion } from './refs'

const patience = 30
const many = { type: 'string', multiple: true } as const
const one = { type: 'string' } as const
const said = { tag: many, property: many, description: { type: 'string', short: 'm' } } as const

/** `hub dataset create` */
export async function create(words: string[], surroundings: Surroundings): Promise<void> {
  const { values, positionals } = readWords(words, { ...said, project: many }, 1)
  const client = await connect(surroundings)
  const ref = readDataset(positionals[0], client.org)
  const { tag: tags, description, project: projects } = values
  const properties = pairs(values.property, '--property', readValue)
  const body = { slug: ref.dataset, tags, description, properties, projects }
  const made = await client.post<Dataset>(apiPath(ref.org, 'datasets'), body)
  result(surroundings.terminal, made, () => made.uri)
}

/** `hub dataset push` */
export async function push(words: string[], surroundings: Surroundings): Promise<void> {
  const options = { ...said, version: one, from: one, exclude: many, alias: many, project: many }
  const { values, positionals } = readWords(words, options, Number.POSITIVE_INFINITY)
  const { terminal, cwd, interruption } = surroundings
  const [name, ...paths] = positionals
  const properties = pairs(values.property, '--property', readValue)
  const client = await connect(surroundings)
  const ref = readDataset(name, client.org)
  if (paths.length === 0 && values.from === undefined)
    throw invalid(`Say which files: hub dataset push ${ref.dataset} data/.`)
  const files = paths.length ? await namedFiles(paths.map((path) => resolve(cwd, path))) : []
  const version = values.version ?? ref.version ?? (await nextName(client, ref))
  if (await ensureDataset(client, ref, values.project))
    tell(terminal, `Made the dataset ${ref.dataset}.`)
  const uploaded = await uploadAll(client, ref.dataset, files, surroundings)
  if (interruption.stop.aborted) return
  const { from, exclude, tag: tags, alias: aliases, description } = values
  const body = { version, files: uploaded, from, exclude, tags, aliases, properties, description }
  const made = await client.post<DatasetVersion>(datasetPath(ref, 'versions'), body, { patience })
  result(terminal, made, () => made.uri)
  if (!terminal.json) tell(terminal, `${count(made.files.length, 'file')} in it.`)
}

/** `hub dataset alias` */
export async function alias(words: string[], surroundings: Surroundings): Promise<void> {
  const { positionals } = readWords(words, {}, 2)
  const [uri, name] = positionals
  if (!name) throw invalid('Say which alias: hub dataset alias dataset://penguins/v2 production.')
  const client = await connect(surroundings)
  const { version, ...ref } = readVersion(uri, client.org)
  const moved = await client.put<DatasetAlias>(datasetPath(ref, 'aliases', name), { version })
  result(surroundings.terminal, moved, () => `${moved.uri} is ${moved.version}`)
}

/** `hub dataset unalias` */
export async function unalias(words: string[], surroundings: Surroundings): Promise<void> {
  const { positionals } = readWords(words, {}, 1)
  const client = await connect(surroundings)
  const { version: name, ...ref } = readVersion(positionals[0], client.org)
  await client.call('DELETE', datasetPath(ref, 'aliases', name))
  const removed = { dataset: ref.dataset, alias: name }
  result(surroundings.terminal, removed, () => `${ref.dataset} has no alias ${name} any more.`)
}

/** The name after those that were given by counting. */
async function nextName(client: Client, ref: DatasetRef): Promise<string> {
  const dataset = await findDataset(client, ref)
  return `v${(dataset?.versionCount ?? 0) + 1}`
}

/** Whether the dataset had to be made. */
async function ensureDataset(client: Client, ref: DatasetRef, projects?: string[]) {
  if (await findDataset(client, ref)) return false
  await client.post(apiPath(ref.org, 'datasets'), { slug: ref.dataset, projects })
  return true
}

async function uploadAll(
  client: Client,
  title: string,
  files: LocalFile[],
  { terminal, interruption }: Surroundings,
): Promise<{ name: string; sha256: string }[]> {
  const total = files.reduce((sum, { size }) => sum + size, 0)
  const progress = startProgress(terminal, title, total)
  const transfer = { progress, signal: interruption.stop, patience }
  return eachOf(files, async (file) => ({
    name: file.name,
    sha256: await upload(client, file, transfer),
  })).finally(() => progress.end())
}
