import { and, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { datasets, datasetVersions } from '@/db/schema/tables'
import type { Ctx, Membership } from '../actor'
import type { EventSubject } from '../audit/event'
import type { ReadDb, Target } from '../door'
import { notFound } from '../errors'
import { type Finding, isThere } from '../life/find'
import { projectIds } from '../life/projects'
import { findOrganization } from '../organizations/find'
import { formatUri } from '../uri'
import { DatasetVersionName, Slug } from '../view'

export const DatasetRef = z.object({ org: Slug, dataset: Slug })
export type DatasetRef = z.infer<typeof DatasetRef>

/** A version by its name or an alias, or `latest` for the newest. */
export const DatasetVersionRef = DatasetRef.extend({ version: DatasetVersionName })
export type DatasetVersionRef = z.infer<typeof DatasetVersionRef>

export type DatasetRow = typeof datasets.$inferSelect
export type DatasetVersionRow = typeof datasetVersions.$inferSelect

export interface DatasetTarget extends Target {
  organization: Membership
  dataset: DatasetRow
}

export interface DatasetVersionTarget extends DatasetTarget {
  version: DatasetVersionRow
}

/** The dataset of this slug. Throws not found. */
export async function findDataset(
  db: ReadDb,
  ctx: Ctx,
  ref: DatasetRef,
  finding: Finding = {},
): Promise<DatasetTarget> {
  const { organization } = findOrganization(ctx, ref.org)
  const search = db
    .select({ dataset: datasets, projectIds: projectIdsOf })
    .from(datasets)
    .where(
      and(eq(datasets.organizationId, organization.organizationId), eq(datasets.slug, ref.dataset)),
    )
  const [found] = await (finding.lock ? search.for('update') : search)
  const target = found && datasetTarget(organization, found.dataset, found.projectIds)
  if (!target || !isThere(ctx, target.dataset, target.access, finding))
    throw noDataset(ref.dataset, ref.org)
  return target
}

/** The version of this name, that an alias leads to, or the newest for `latest`. Throws not found. */
export async function findDatasetVersion(
  db: ReadDb,
  ctx: Ctx,
  ref: DatasetVersionRef,
): Promise<DatasetVersionTarget> {
  const { organization } = findOrganization(ctx, ref.org)
  const [found] = await db
    .select({ dataset: datasets, projectIds: projectIdsOf, version: datasetVersions })
    .from(datasets)
    .leftJoin(
      datasetVersions,
      sql`${datasetVersions.id} = ${versionIdOf(sql`${datasets.id}`, sql`${ref.version}::text`)}`,
    )
    .where(
      and(eq(datasets.organizationId, organization.organizationId), eq(datasets.slug, ref.dataset)),
    )
  if (!found || found.dataset.life === 'deleted') throw noDataset(ref.dataset, ref.org)
  if (!found.version) throw noDatasetVersion(ref.dataset, ref.version)
  const target = datasetTarget(organization, found.dataset, found.projectIds)
  return { ...target, version: found.version }
}

export function datasetTarget(
  organization: Membership,
  dataset: DatasetRow,
  projectIds: string[],
): DatasetTarget {
  const { organizationId } = organization
  const uri = `dataset://${dataset.slug}/`
  return {
    organization,
    dataset,
    access: { organizationId, projectIds },
    event: { kind: 'dataset', id: dataset.id, uri, organizationId },
  }
}

/** `dataset://pets/v2`, with what a URI cannot hold percent-encoded; with a glob, those of its files. */
export function datasetVersionUri(
  dataset: string,
  version: string,
  files: string | null = null,
): string {
  return formatUri({ kind: 'dataset', organization: null, dataset, version, files })
}

export function datasetVersionEvent(
  { dataset }: Pick<DatasetTarget, 'dataset'>,
  { id, name }: Pick<DatasetVersionRow, 'id' | 'name'>,
): EventSubject {
  const uri = datasetVersionUri(dataset.slug, name)
  return { kind: 'dataset_version', id, uri, organizationId: dataset.organizationId }
}

/** The id of the version that a name means in a dataset, as a subquery. No alias is named like a version. */
export function versionIdOf(datasetId: ReturnType<typeof sql>, name: ReturnType<typeof sql>) {
  return sql`case ${name}
    when 'latest' then (select v.id from dataset_versions v
      where v.dataset_id = ${datasetId} order by v.position desc limit 1)
    else coalesce(
      (select v.id from dataset_versions v where v.dataset_id = ${datasetId} and v.name = ${name}),
      (select a.dataset_version_id from dataset_aliases a
        where a.dataset_id = ${datasetId} and a.name = ${name}))
  end`
}

export const noDataset = (dataset: string, org: string) =>
  notFound(`There is no dataset ${dataset} in ${org}.`)

export const noDatasetVersion = (dataset: string, version: string) =>
  version === 'latest'
    ? notFound(`${dataset} has no version yet.`, { code: 'no_versions' })
    : notFound(`There is no version or alias ${version} of the dataset ${dataset}.`)

const projectIdsOf = projectIds('dataset', sql`datasets.id`)
