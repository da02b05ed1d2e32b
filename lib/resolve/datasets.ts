import { eq, ne, sql } from 'drizzle-orm'
import { datasets, datasetVersions } from '@/db/schema/tables'
import type { Membership } from '../actor'
import {
  type DatasetVersionTarget,
  datasetTarget,
  noDataset,
  noDatasetVersion,
  versionIdOf,
} from '../datasets/find'
import type { ReadDb } from '../door'
import { projectIds } from '../life/projects'
import type { DatasetUri } from '../uri'
import { each, type Wanted } from './wanted'

export type DatasetReference = DatasetUri & { version: string }

/** What many `dataset://` references mean now, in the same order, in one query. Throws not found. */
export async function lookUpDatasetVersions(
  db: ReadDb,
  organization: Membership,
  wanted: Wanted<DatasetReference>[],
): Promise<DatasetVersionTarget[]> {
  if (wanted.length === 0) return []
  const asked = wanted.map(({ uri }, place) => ({ place, slug: uri.dataset, name: uri.version }))
  const rows = await db
    .select({
      place: sql<number>`w.place`,
      dataset: datasets,
      version: datasetVersions,
      projectIds: projectIds('dataset', sql`${datasets.id}`),
    })
    .from(
      sql`json_to_recordset(${JSON.stringify(asked)}::json) as w(place int, slug text, name text)`,
    )
    .innerJoin(
      datasets,
      sql`${eq(datasets.organizationId, organization.organizationId)} and ${datasets.slug} = w.slug
        and ${ne(datasets.life, 'deleted')}`,
    )
    .leftJoin(
      datasetVersions,
      sql`${datasetVersions.id} = ${versionIdOf(sql`${datasets.id}`, sql`w.name`)}`,
    )
  const byPlace = new Map(rows.map((row) => [row.place, row]))
  return each(wanted, (uri, place) => {
    const row = byPlace.get(place)
    if (!row) throw noDataset(uri.dataset, organization.slug)
    const { dataset, version, projectIds } = row
    if (!version) throw noDatasetVersion(uri.dataset, uri.version)
    return { ...datasetTarget(organization, dataset, projectIds), version }
  })
}
