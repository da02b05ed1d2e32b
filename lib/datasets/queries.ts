import { and, asc, desc, eq, lt, sql } from 'drizzle-orm'
import { datasets, datasetVersionFiles, datasetVersions } from '@/db/schema/tables'
import { notFound } from '../errors'
import { there } from '../life/there'
import { findOrganization } from '../organizations/find'
import { decodeCursor, NumberCursor, page, TimeCursor } from '../page'
import { query } from '../query'
import { idOfSlug } from '../slugs'
import { FileName, ListedLife, OrganizationRef, PageInput, Slug } from '../view'
import { DatasetRef, DatasetVersionRef, findDataset, findDatasetVersion } from './find'
import {
  datasetColumns,
  datasetSizes,
  datasetVersionColumns,
  datasetVersionItem,
  datasetView,
  viewDataset,
  viewDatasetVersions,
} from './load'

/** The datasets of an organization, newest first; with `project`, those tied to it. */
export const listDatasets = query({
  action: 'dataset.read',
  input: OrganizationRef.extend({
    project: Slug.optional(),
    ...PageInput.shape,
    life: ListedLife,
  }),
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  async run({ db, subject, input }) {
    const { organizationId } = subject.organization
    const after = decodeCursor(input.cursor, TimeCursor)
    const rows = await db
      .select(datasetColumns)
      .from(datasets)
      .where(
        and(
          eq(datasets.organizationId, organizationId),
          eq(datasets.life, input.life),
          input.project === undefined
            ? undefined
            : sql`exists (select 1 from dataset_projects dp join projects p on p.id = dp.project_id
                where dp.dataset_id = ${datasets.id} and ${there('p')}
                  and p.id = ${idOfSlug('project', organizationId, input.project)})`,
          after
            ? sql`(${datasets.createdAt}, ${datasets.id}) < (${after[0]}, ${after[1]})`
            : undefined,
        ),
      )
      .orderBy(desc(datasets.createdAt), desc(datasets.id))
      .limit(input.limit + 1)
    return page(rows, input.limit, datasetView, ({ row }) => [row.createdAt.toISOString(), row.id])
  },
})

export const getDataset = query({
  action: 'dataset.read',
  input: DatasetRef,
  load: (db, input, ctx) => findDataset(db, ctx, input),
  run: ({ db, subject }) => viewDataset(db, subject),
})

/** The versions of a dataset, newest first. */
export const listDatasetVersions = query({
  action: 'dataset.read',
  input: DatasetRef.extend(PageInput.shape),
  load: (db, input, ctx) => findDataset(db, ctx, input),

  async run({ db, subject, input }) {
    const after = decodeCursor(input.cursor, NumberCursor)
    const rows = await db
      .select({ ...datasetVersionColumns, ...datasetSizes })
      .from(datasetVersions)
      .where(
        and(
          eq(datasetVersions.datasetId, subject.dataset.id),
          after ? lt(datasetVersions.position, after[0]) : undefined,
        ),
      )
      .orderBy(desc(datasetVersions.position))
      .limit(input.limit + 1)
    const { slug } = subject.dataset
    return page(
      rows,
      input.limit,
      (row) => datasetVersionItem(slug, row),
      ({ row }) => [row.position],
    )
  },
})

/** One version with its files, by name or `latest`. */
export const getDatasetVersion = query({
  action: 'dataset.read',
  input: DatasetVersionRef,
  load: (db, input, ctx) => findDatasetVersion(db, ctx, input),

  async run({ db, subject }) {
    const [found] = await viewDatasetVersions(db, subject, [subject.version.id])
    if (!found) throw new Error('A dataset version that was there is gone.')
    return found
  },
})

/** One file of a dataset version, to be streamed. */
export const findDatasetFile = query({
  action: 'dataset.read',
  input: DatasetVersionRef.extend({ name: FileName }),
  load: (db, input, ctx) => findDatasetVersion(db, ctx, input),

  async run({ db, subject, input }) {
    const { name, size, sha256 } = datasetVersionFiles
    const [file] = await db
      .select({ name, size, sha256 })
      .from(datasetVersionFiles)
      .where(
        and(
          eq(datasetVersionFiles.datasetVersionId, subject.version.id),
          eq(datasetVersionFiles.name, input.name),
        ),
      )
      .orderBy(asc(name))
    if (!file)
      throw notFound(
        `${subject.version.name} of ${subject.dataset.slug} has no file ${input.name}.`,
      )
    return file
  },
})
