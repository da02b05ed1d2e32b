import { sql } from 'drizzle-orm'
import type { Json } from '@/db/json'
import type { Ctx } from '../actor'
import type { ReadDb } from '../door'
import { decide } from '../door'
import { invalid, notFound } from '../errors'
import { globRegex, hasTooManyStars, isGlob, mostStars } from '../glob'
import { parseDatasetUri } from '../uri'
import {
  type DatasetRef,
  type DatasetVersionTarget,
  datasetVersionUri,
  findDatasetVersion,
} from './find'

/** The version that another begins with, and the files that it takes from there. */
export interface Previous {
  id: string
  uri: string
  files: {
    name: string
    size: number
    sha256: string
    datum: string
    properties: Record<string, Json>
  }[]
}

const maxPatterns = 30

/** The files of a version but for those whose name, or a pattern that it fits, is among `exclude`. */
export async function takeFrom(
  db: ReadDb,
  ctx: Ctx,
  { dataset, version, access }: DatasetVersionTarget,
  exclude: readonly string[],
): Promise<Previous> {
  decide(ctx, 'dataset.read', access)
  const globs = exclude.filter(isGlob)
  if (globs.some(hasTooManyStars))
    throw invalid(`exclude: A pattern has at most ${mostStars} stars.`)
  const patterns = globs.map((glob) => `(?:${globRegex(glob)})`)
  if (patterns.length > maxPatterns)
    throw invalid(`exclude: At most ${maxPatterns} patterns; names without a star may be more.`)
  const { rows } = await db.execute<Previous['files'][number]>(sql`
    select name, size::float8 as size, sha256, datum_id as datum, properties
    from dataset_version_files
    where dataset_version_id = ${version.id}
      and name <> all(${sql.param(exclude)}::text[])
      ${patterns.length > 0 ? sql`and name !~ ${patterns.join('|')}` : sql``}
    order by name`)
  return { id: version.id, uri: datasetVersionUri(dataset.slug, version.name), files: rows }
}

/**
 * A version that is named beside one of `ref`: by its name in the same dataset, or by the `dataset://` URI
 * of any. Throws `invalid` naming the field, and not found.
 */
export function findVersionBeside(
  db: ReadDb,
  ctx: Ctx,
  { org, dataset }: DatasetRef,
  { from }: { from: string },
): Promise<DatasetVersionTarget> {
  if (!from.startsWith('dataset://'))
    return findDatasetVersion(db, ctx, { org, dataset, version: from })
  const parsed = parseDatasetUri(from)
  if (!parsed.ok) throw invalid(`from: ${parsed.message}`)
  const { uri } = parsed
  if (uri.version === null || uri.files !== null)
    throw invalid('from: Name a version as a whole: dataset://name/v1.')
  if (uri.organization !== null && uri.organization !== org)
    throw notFound(`There is nothing of ${uri.organization} here. This is ${org}.`)
  return findDatasetVersion(db, ctx, { org, dataset: uri.dataset, version: uri.version })
}
