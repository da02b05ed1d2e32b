import { desc, eq, inArray, sql } from 'drizzle-orm'
import { datasets, datasetVersions } from '@/db/schema/tables'
import type { ReadDb } from '../door'
import { there } from '../life/there'
import { paths } from '../paths'
import { actorView, personView } from '../people'
import { placeOf } from '../tracking/place'
import { datumUri } from '../uri'
import type { ActorView, Json } from '../view'
import {
  type DatasetRow,
  type DatasetTarget,
  type DatasetVersionRow,
  datasetVersionUri,
} from './find'
import type { Dataset, DatasetFile, DatasetVersion, DatasetVersionItem } from './view'

// Column names are spelled out inside SQL: Drizzle drops their table where only one is selected from.

export const datasetColumns = {
  row: datasets,
  projects: sql<string[]>`array(select p.slug from dataset_projects dp
    join projects p on p.id = dp.project_id
    where dp.dataset_id = datasets.id and ${there('p')} order by p.slug)`,
  latest: sql<string | null>`(select v.name from dataset_versions v
    where v.dataset_id = datasets.id order by v.position desc limit 1)`,
  aliases: sql<Dataset['aliases']>`(select coalesce(json_agg(
      json_build_object('name', a.name, 'version', v.name) order by a.name), '[]')
    from dataset_aliases a join dataset_versions v on v.id = a.dataset_version_id
    where a.dataset_id = datasets.id)`,
  createdBy: personView(sql`datasets.created_by`),
}

export interface FoundDataset {
  row: DatasetRow
  projects: string[]
  latest: string | null
  aliases: Dataset['aliases']
  createdBy: ActorView
}

export function datasetView({ row, createdBy, ...found }: FoundDataset): Dataset {
  const { slug, description, life, tags, properties } = row
  return {
    slug,
    uri: `dataset://${slug}/`,
    description,
    life,
    tags,
    properties,
    ...found,
    versionCount: row.versionCount,
    createdBy,
    createdAt: row.createdAt.toISOString(),
  }
}

export async function viewDataset(db: ReadDb, { dataset }: DatasetTarget): Promise<Dataset> {
  const [found] = await db.select(datasetColumns).from(datasets).where(eq(datasets.id, dataset.id))
  if (!found) throw new Error('A dataset that was there is gone.')
  return datasetView(found)
}

export const datasetVersionColumns = {
  row: datasetVersions,
  run: sql<string | null>`(select 'run://' || p.slug || '/' || r.number
    from runs r join projects p on p.id = r.project_id
    where r.id = dataset_versions.run_id and ${there('p')})`,
  aliases: sql<string[]>`array(select a.name from dataset_aliases a
    where a.dataset_version_id = dataset_versions.id order by a.name)`,
  previous: sql<{ dataset: string; version: string } | null>`(
    select json_build_object('dataset', d.slug, 'version', p.name)
    from dataset_versions p join datasets d on d.id = p.dataset_id
    where p.id = dataset_versions.previous_id and ${there('d')})`,
  logged: sql<{ type: string; source: string } | null>`(
    select json_build_object('type', l.source_type, 'source', l.source)
    from logged_datasets l where l.dataset_version_id = dataset_versions.id)`,
  createdBy: actorView(sql`dataset_versions.created_by`, sql`dataset_versions.token_id`),
}

export interface FoundDatasetVersion {
  row: DatasetVersionRow
  run: string | null
  aliases: string[]
  previous: { dataset: string; version: string } | null
  logged: { type: string; source: string } | null
  createdBy: ActorView
}

export function datasetVersionItem(
  dataset: string,
  found: FoundDatasetVersion,
): DatasetVersionItem {
  const { fileCount, size } = found.row
  return { ...common(dataset, found), fileCount, size }
}

/** Versions of one dataset with all their files, in one query, newest first. */
export async function viewDatasetVersions(
  db: ReadDb,
  { organization, dataset }: DatasetTarget,
  ids: string[],
): Promise<DatasetVersion[]> {
  const rows = await db
    .select({
      ...datasetVersionColumns,
      files: sql<HeldFile[] | null>`(select json_agg(json_build_object('name', f.name,
          'size', f.size, 'sha256', f.sha256, 'datum', f.datum_id, 'properties', f.properties)
          order by f.name)
        from dataset_version_files f where f.dataset_version_id = dataset_versions.id)`,
    })
    .from(datasetVersions)
    .where(inArray(datasetVersions.id, ids))
    .orderBy(desc(datasetVersions.position))
  return rows.map((found) => ({
    ...common(dataset.slug, found),
    files: (found.files ?? []).map(fileViewOf(organization.slug, dataset.slug, found.row.name)),
  }))
}

export interface HeldFile {
  name: string
  size: number
  sha256: string
  datum: string
  properties: Record<string, Json>
}

/** How the files of one version are told. */
export function fileViewOf(org: string, dataset: string, version: string) {
  return ({ datum, properties, ...file }: HeldFile): DatasetFile => ({
    ...file,
    url: paths.datasetFile(org, dataset, version, file.name),
    uri: datumUri(datum),
    properties,
  })
}

function common(dataset: string, found: FoundDatasetVersion) {
  const { row, run, aliases, previous, logged, createdBy } = found
  const { name, manifestDigest, description, tags, properties } = row
  return {
    dataset,
    version: name,
    uri: datasetVersionUri(dataset, name),
    digest: `sha256:${manifestDigest}`,
    description,
    tags,
    properties,
    aliases,
    previous: previous && datasetVersionUri(previous.dataset, previous.version),
    run,
    source: logged && { type: logged.type, place: placeOf(logged.type, logged.source) },
    createdBy,
    createdAt: row.createdAt.toISOString(),
  }
}
