import { and, asc, eq, gt, ilike } from 'drizzle-orm'
import { z } from 'zod'
import { datasetVersionFiles } from '@/db/schema/tables'
import { notFound } from '../errors'
import { likePattern } from '../like'
import { decodeCursor, FilePage, NameCursor, page } from '../page'
import { query } from '../query'
import { FileName } from '../view'
import { DatasetVersionRef, findDatasetVersion } from './find'
import { fileViewOf } from './load'

const held = {
  name: datasetVersionFiles.name,
  size: datasetVersionFiles.size,
  sha256: datasetVersionFiles.sha256,
  datum: datasetVersionFiles.datumId,
  properties: datasetVersionFiles.properties,
}

/** The files of a dataset version by name; with `q`, those with it in their name. */
export const listDatasetFiles = query({
  action: 'dataset.read',
  input: DatasetVersionRef.extend({
    ...FilePage.shape,
    q: z.string().trim().max(200).optional().describe('Part of the name'),
  }),
  load: (db, input, ctx) => findDatasetVersion(db, ctx, input),

  async run({ db, subject, input }) {
    const { organization, dataset, version } = subject
    const after = decodeCursor(input.cursor, NameCursor)
    const rows = await db
      .select(held)
      .from(datasetVersionFiles)
      .where(
        and(
          eq(datasetVersionFiles.datasetVersionId, version.id),
          input.q ? ilike(held.name, likePattern(input.q)) : undefined,
          after ? gt(held.name, after[0]) : undefined,
        ),
      )
      .orderBy(asc(held.name))
      .limit(input.limit + 1)
    const view = fileViewOf(organization.slug, dataset.slug, version.name)
    return page(rows, input.limit, view, ({ name }) => [name])
  },
})

/** One file of a dataset version, to be streamed. */
export const findDatasetFile = query({
  action: 'dataset.read',
  input: DatasetVersionRef.extend({ name: FileName }),
  load: (db, input, ctx) => findDatasetVersion(db, ctx, input),

  async run({ db, subject, input }) {
    const { name, size, sha256 } = held
    const [file] = await db
      .select({ name, size, sha256 })
      .from(datasetVersionFiles)
      .where(
        and(
          eq(datasetVersionFiles.datasetVersionId, subject.version.id),
          eq(datasetVersionFiles.name, input.name),
        ),
      )
    if (!file)
      throw notFound(
        `${subject.version.name} of ${subject.dataset.slug} has no file ${input.name}.`,
      )
    return file
  },
})
