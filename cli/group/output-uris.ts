import { formatUri, parseUri } from '@/lib/uri'
import { apiPath, type Client } from '../client'
import { versionPath } from '../refs'
import type { RunReport } from '../run/run-step'

type Output = RunReport['outputs'][number]

interface Registered {
  uri: string
  kind: 'model' | 'dataset'
  files: { name: string; sha256: string }[]
}

/**
 * What outputs of a run are called when they are handed on: the dataset version that they are all of, the
 * model version that they are files of, or their own datum:// URI. So what was made of a version is known as
 * a use of that version.
 */
export async function outputUris(
  client: Client & { org: string },
  report: Pick<RunReport, 'versions' | 'datasets'>,
  outputs: Output[],
): Promise<string[]> {
  const registered = await Promise.all(
    [...report.versions, ...report.datasets].map((uri) => filesOf(client, uri)),
  )
  const dataset = registered.find(({ kind, files }) => kind === 'dataset' && areAll(files, outputs))
  if (dataset) return [dataset.uri]
  const models = registered.filter(({ kind }) => kind === 'model')
  return outputs.map((output) => {
    const version = models.find(({ files }) => files.some((file) => isSame(file, output)))
    return version ? fileIn(version.uri, output.name) : output.uri
  })
}

async function filesOf(client: Client & { org: string }, uri: string): Promise<Registered> {
  const parsed = parseUri(uri)
  if (parsed.ok && parsed.uri.kind === 'model') {
    const path = await versionPath(client, parsed.uri)
    return { uri, kind: 'model', ...(await client.get<Pick<Registered, 'files'>>(path)) }
  }
  if (!parsed.ok || parsed.uri.kind !== 'dataset' || !parsed.uri.version)
    return { uri, kind: 'dataset', files: [] }
  const { organization, dataset, version } = parsed.uri
  const path = apiPath(organization ?? client.org, 'datasets', dataset, 'versions', version)
  const { files } = await client.get<Pick<Registered, 'files'>>(path)
  return { uri, kind: 'dataset', files }
}

function fileIn(version: string, file: string): string {
  const parsed = parseUri(version)
  if (!parsed.ok || parsed.uri.kind !== 'model') return version
  return formatUri({ ...parsed.uri, file })
}

function areAll(files: Registered['files'], outputs: Output[]): boolean {
  return (
    files.length === outputs.length &&
    outputs.every((output) => files.some((file) => isSame(file, output)))
  )
}

function isSame(file: Registered['files'][number], output: Output): boolean {
  return file.name === output.name && file.sha256 === output.sha256
}
