import type { Model } from '@/lib/models/view'
import { type ModelUri, parseModelUri, slugProblem, type VersionName } from '@/lib/uri'
import type { Resolved, Version, VersionItem } from '@/lib/versions/view'
import { apiPath, type Client } from './client'
import { exitCodes, Failure, invalid, notFound } from './failure'

/** Where a model is in the API. */
export interface ModelRef {
  org: string
  model: string
}

/** A model given as its slug or as any model:// URI of it. */
export function readModel(text: string, org: string): ModelRef & { uri: ModelUri | null } {
  if (!text.includes('://')) {
    const problem = slugProblem(text)
    if (problem) throw invalid(`${text} is not a model. ${problem}`)
    return { org, model: text, uri: null }
  }
  const bare = /^model:\/\/[^/]+$/.test(text) ? `${text}/` : text
  const uri = readModelUri(bare)
  return { org: uri.organization ?? org, model: uri.model, uri }
}

/** @throws Failure when the text is no model:// URI */
export function readModelUri(text: string | undefined): ModelUri {
  if (!text) throw invalid('Say which: model://name/v3, or model://name/latest.')
  const parsed = parseModelUri(text)
  if (!parsed.ok) throw invalid(parsed.message)
  return parsed.uri
}

/** What a URI means now. The hub counts it as a use. */
export function resolveUri<T = Resolved>(
  client: Client,
  uri: string,
  project?: string,
): Promise<T> {
  const search = new URLSearchParams({ uri, ...(project && { project }) })
  return client.get<T>(`${client.path('resolve')}?${search}`)
}

/**
 * The path of one version in the API. Aliases, `latest` and `newest` are looked up by reading, since
 * resolving them would count as a use of the version.
 */
export async function versionPath(
  client: Client & { org: string },
  uri: ModelUri,
  ...rest: string[]
): Promise<string> {
  if (!uri.version || uri.file || uri.at)
    throw invalid(
      'Name a version: model://name/v3. Neither a model, nor a file, nor a time will do.',
    )
  const model = apiPath(uri.organization ?? client.org, 'models', uri.model)
  const path = `${model}/versions/${await numberOf(client, model, uri, uri.version)}`
  if (uri.digest) await requireDigest(client, path, uri.digest)
  return [path, ...rest].join('/')
}

async function numberOf(client: Client, path: string, { model }: ModelUri, version: VersionName) {
  if (version.kind === 'number') return version.number
  if (version.kind === 'alias') {
    for (const life of ['live', 'archived']) {
      const all = Number.POSITIVE_INFINITY
      const items = await client.list<VersionItem>(`${path}/versions`, { life }, all)
      const found = items.find(({ aliases }) => aliases.includes(version.name))
      if (found) return found.version
    }
    throw notFound(`${model} has no alias ${version.name}.`)
  }
  const { newest, latest } = await client.get<Model>(path)
  const found = version.kind === 'latest' ? latest : newest
  if (found) return found.version
  if (!newest) throw notFound(`${model} has no version yet.`)
  throw notFound(
    `Nothing is approved for ${model} yet. Newest is v${newest.version}, ${newest.state}.`,
  )
}

/** Whoever names a digest means that content and no other. */
async function requireDigest(client: Client, path: string, digest: string): Promise<void> {
  const found = await client.get<Version>(path)
  if (found.digest === `sha256:${digest}`) return
  throw new Failure(`${found.uri} has the digest ${found.digest}, not the one you named.`, {
    code: 'digest_mismatch',
    exitCode: exitCodes.conflict,
  })
}
