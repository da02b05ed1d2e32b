import { and, desc, eq, ilike, lt, sql } from 'drizzle-orm'
import { z } from 'zod'
import { datasets, datasetVersions } from '@/db/schema/tables'
import { can } from '../access'
import type { Ctx } from '../actor'
import { outOfUse } from '../life/state'
import { there } from '../life/there'
import { likePattern } from '../like'
import { findOrganization } from '../organizations/find'
import { decodeCursor, NumberCursor, page, TimeCursor } from '../page'
import { query } from '../query'
import { idOfSlug } from '../slugs'
import { ListedLife, OrganizationRef, PageInput, Slug } from '../view'
import {
  DatasetRef,
  type DatasetTarget,
  DatasetVersionRef,
  findDataset,
  findDatasetVersion,
} from './find'
import {
  datasetColumns,
  datasetVersionColumns,
  datasetVersionItem,
  datasetView,
  viewDataset,
  viewDatasetVersions,
} from './load'
import type { DatasetWithAbilities } from './view'

/** The datasets of an organization, newest first; with `project`, those tied to it. */
export const listDatasets = query({
  action: 'dataset.read',
  input: OrganizationRef.extend({
    ...PageInput.shape,
    q: z.string().trim().max(200).optional().describe('Part of the name'),
    tag: z.string().max(64).optional(),
    project: Slug.optional(),
    life: ListedLife,
  }),
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  async run({ db, subject, input }) {
    const { organizationId } = subject.organization
    const { q, tag, project, life, limit } = input
    const after = decodeCursor(input.cursor, TimeCursor)
    const rows = await db
      .select(datasetColumns)
      .from(datasets)
      .where(
        and(
          eq(datasets.organizationId, organizationId),
          eq(datasets.life, life),
          q ? ilike(datasets.slug, likePattern(q)) : undefined,
          tag ? sql`${datasets.tags} @> array[${tag}]::text[]` : undefined,
          project === undefined
            ? undefined
            : sql`exists (select 1 from dataset_projects dp join projects p on p.id = dp.project_id
                where dp.dataset_id = ${datasets.id} and ${there('p')}
                  and p.id = ${idOfSlug('project', organizationId, project)})`,
          after
            ? sql`(${datasets.createdAt}, ${datasets.id}) < (${after[0]}, ${after[1]})`
            : undefined,
        ),
      )
      .orderBy(desc(datasets.createdAt), desc(datasets.id))
      .limit(limit + 1)
    return page(rows, limit, datasetView, ({ row }) => [row.createdAt.toISOString(), row.id])
  },
})

/** One dataset, with what the caller may do to it. */
export const getDataset = query({
  action: 'dataset.read',
  input: DatasetRef,
  load: (db, input, ctx) => findDataset(db, ctx, input),

  async run({ db, subject, ctx }): Promise<DatasetWithAbilities> {
    const dataset = await viewDataset(db, subject)
    return { ...dataset, abilities: abilitiesOn(ctx, subject) }
  },
})

function abilitiesOn(ctx: Ctx, { access, dataset }: DatasetTarget) {
  const registers = can(ctx, 'dataset_version.register', access)
  const reason = outOfUse(`The dataset ${dataset.slug}`, dataset)
  return {
    update: can(ctx, 'dataset.update', access),
    register: registers.ok && reason ? { ok: false as const, reason } : registers,
    alias: can(ctx, 'dataset_alias.move', access),
    archive: can(ctx, 'dataset.archive', access),
    restore: can(ctx, 'dataset.restore', access),
    delete: can(ctx, 'dataset.delete', access),
  }
}

/** The versions of a dataset, newest first. */
export const listDatasetVersions = query({
  action: 'dataset.read',
  input: DatasetRef.extend({
    ...PageInput.shape,
    tag: z.string().max(64).optional(),
  }),
  load: (db, input, ctx) => findDataset(db, ctx, input),

  async run({ db, subject, input }) {
    const after = decodeCursor(input.cursor, NumberCursor)
    const { id, slug } = subject.dataset
    const rows = await db
      .select(datasetVersionColumns)
      .from(datasetVersions)
      .where(
        and(
          eq(datasetVersions.datasetId, id),
          input.tag ? sql`${input.tag} = any(${datasetVersions.tags})` : undefined,
          after ? lt(datasetVersions.position, after[0]) : undefined,
        ),
      )
      .orderBy(desc(datasetVersions.position))
      .limit(input.limit + 1)
    const view = (row: (typeof rows)[number]) => datasetVersionItem(slug, row)
    return page(rows, input.limit, view, ({ row }) => [row.position])
  },
})

/** One version with all its files, by its name, an alias or `latest`. */
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

/** The same without its files, of which there may be very many. */
export const getDatasetVersionItem = query({
  action: 'dataset.read',
  input: DatasetVersionRef,
  load: (db, input, ctx) => findDatasetVersion(db, ctx, input),

  async run({ db, subject, ctx }) {
    const [found] = await db
      .select(datasetVersionColumns)
      .from(datasetVersions)
      .where(eq(datasetVersions.id, subject.version.id))
    if (!found) throw new Error('A dataset version that was there is gone.')
    return {
      ...datasetVersionItem(subject.dataset.slug, found),
      abilities: {
        update: can(ctx, 'dataset_version.update', subject.access),
        alias: can(ctx, 'dataset_alias.move', subject.access),
      },
    }
  },
})
