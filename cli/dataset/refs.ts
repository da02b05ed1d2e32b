import type { Dataset } from '@/lib/datasets/view'
import { type DatasetUri, parseDatasetUri, slugProblem } from '@/lib/uri'
import { apiPath, type Client } from '../client'
import { hasStatus, invalid } from '../failure'

/** A dataset, and a version of it where one was named. */
export interface DatasetRef {
  org: string
  dataset: string
  /** A name, an alias or `latest`. */
  version: string | null
}

/** A dataset given as its name or as any `dataset://` URI of it. */
export function readDataset(text: string | undefined, org: string): DatasetRef {
  if (!text) throw invalid('Say which dataset: its name, or dataset://name/v1.')
  if (!text.includes('://')) {
    const problem = slugProblem(text)
    if (problem) throw invalid(`${text} is not a dataset. ${problem}`)
    return { org, dataset: text, version: null }
  }
  const uri = readDatasetUri(/^dataset:\/\/[^/]+$/.test(text) ? `${text}/` : text)
  if (uri.files !== null) throw invalid(`${text} means some files. Name the version as a whole.`)
  return { org: uri.organization ?? org, dataset: uri.dataset, version: uri.version }
}

/** The same where a version has to be named. */
export function readVersion(
  text: string | undefined,
  org: string,
): DatasetRef & { version: string } {
  const { version, ...ref } = readDataset(text, org)
  if (version === null) throw invalid(`Name a version: dataset://${ref.dataset}/v1.`)
  return { ...ref, version }
}

export function readDatasetUri(text: string): DatasetUri {
  const parsed = parseDatasetUri(text)
  if (!parsed.ok) throw invalid(parsed.message)
  return parsed.uri
}

/** The path of a dataset in the API, or below it. */
export function datasetPath({ org, dataset }: Omit<DatasetRef, 'version'>, ...rest: string[]) {
  return apiPath(org, 'datasets', dataset, ...rest)
}

export function versionPath(ref: DatasetRef & { version: string }, ...rest: string[]): string {
  return datasetPath(ref, 'versions', ref.version, ...rest)
}

/** The dataset, or null where there is none. */
export async function findDataset(client: Client, ref: DatasetRef): Promise<Dataset | null> {
  try {
    return await client.get<Dataset>(datasetPath(ref))
  } catch (error) {
    if (hasStatus(error, 404)) return null
    throw error
  }
}
