import { formatUri, type ModelUri, parseModelUri, slugProblem } from '@/lib/uri'
import type { Resolved } from '@/lib/versions/view'
import { apiPath, type Client } from './client'
import { invalid } from './failure'

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

/** What a URI means now. */
export function resolveUri<T = Resolved>(client: Client, uri: string): Promise<T> {
  return client.get<T>(`${client.path('resolve')}?${new URLSearchParams({ uri })}`)
}

/** The path of one version in the API; aliases, `latest` and digests are looked up first. */
export async function versionPath(
  client: Client & { org: string },
  uri: ModelUri,
  ...rest: string[]
): Promise<string> {
  const { version, digest } = uri
  if (!version || uri.file)
    throw invalid('Name a version: model://name/v3. Neither a model nor a file of it will do.')
  const isPlain = version.kind === 'number' && !digest && !uri.at
  const { model, number } = isPlain
    ? { model: uri.model, number: version.number }
    : await resolveUri(client, formatUri(uri)).then((found) => ({
        model: found.model,
        number: found.version,
      }))
  return apiPath(uri.organization ?? client.org, 'models', model, 'versions', number, ...rest)
}
