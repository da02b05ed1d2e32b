import { eq, ne, sql } from 'drizzle-orm'
import { datasets, datasetVersions } from '@/db/schema/tables'
import type { Membership } from '../actor'
import {
  type DatasetVersionTarget,
  datasetTarget,
  datasetVersionUri,
  noDataset,
  noDatasetVersion,
  versionIdOf,
} from '../datasets/find'
import type { ReadDb } from '../door'
import { notFound } from '../errors'
import { globRegex } from '../glob'
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
  const targets = await each(wanted, (uri, place) => {
    const row = byPlace.get(place)
    if (!row) throw noDataset(uri.dataset, organization.slug)
    const { dataset, version, projectIds } = row
    if (!version) throw noDatasetVersion(uri.dataset, uri.version)
    return { ...datasetTarget(organization, dataset, projectIds), version }
  })
  const fitting = await patternsThatFit(db, wanted, targets)
  await each(wanted, ({ files }, place) => {
    const target = targets[place]
    if (files !== null && target && !fitting.has(place))
      throw notFound(
        `No file of ${datasetVersionUri(target.dataset.slug, target.version.name)} matches ${files}.`,
      )
  })
  return targets
}

/** The places of the patterns that at least one file of their version fits. */
async function patternsThatFit(
  db: ReadDb,
  wanted: Wanted<DatasetReference>[],
  targets: DatasetVersionTarget[],
): Promise<Set<number>> {
  const asked = wanted.flatMap(({ uri: { files } }, place) =>
    files === null ? [] : [{ place, id: targets[place]?.version.id, pattern: globRegex(files) }],
  )
  if (asked.length === 0) return new Set()
  const { rows } = await db.execute<{ place: number }>(sql`
    select w.place from json_to_recordset(${JSON.stringify(asked)}::json)
      as w(place int, id uuid, pattern text)
    where exists (select 1 from dataset_version_files f
      where f.dataset_version_id = w.id and f.name ~ w.pattern)`)
  return new Set(rows.map(({ place }) => place))
}
