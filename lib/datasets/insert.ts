import { and, eq, sql } from 'drizzle-orm'
import type { Json } from '@/db/json'
import { datasetAliases, datasets, datasetVersions } from '@/db/schema/tables'
import { type Ctx, personBehind } from '../actor'
import type { Also } from '../command'
import type { Tx } from '../door'
import { conflict, forbidden, invalid } from '../errors'
import { fileListProblem } from '../files/file-list'
import { type ManifestFile, manifestDigest } from '../files/manifest'
import { requireLive } from '../life/state'
import { linkDatasetVersion } from '../lineage/link'
import {
  type DatasetTarget,
  type DatasetVersionRow,
  datasetVersionEvent,
  datasetVersionUri,
} from './find'
import type { Previous } from './previous'

export interface DatasetFileDraft extends ManifestFile {
  /** Of a file that has an id; a new one is given otherwise. */
  datum?: string | undefined
  properties?: Record<string, Json> | undefined
}

export interface DatasetVersionDraft {
  name: string
  /** Its own; they go before those of the same names that it begins with. */
  files: DatasetFileDraft[]
  previous: Previous | null
  description?: string
  tags: string[]
  properties: Record<string, Json>
  runId: string | null
}

const maxFiles = 500_000

/**
 * Inserts a version of a dataset that the caller has locked. Throws `dataset_version_exists`, conflict
 * for a name that an alias has and for an archived dataset, and `invalid` for a reserved name or files that
 * cannot lie side by side.
 */
export async function insertDatasetVersion(
  tx: Tx,
  ctx: Ctx,
  target: DatasetTarget,
  draft: DatasetVersionDraft,
): Promise<{ version: DatasetVersionRow; change: Also }> {
  const createdBy = personBehind(ctx.actor)
  if (!createdBy) throw forbidden('A dataset version is made by a person, or by a token of one.')
  const { dataset, organization } = target
  requireLive(`The dataset ${dataset.slug}`, dataset)
  await refuseTaken(tx, target, draft.name)
  const files = filesOf(draft)
  const { previous, tags, properties, description = '', runId } = draft
  const [counted] = await tx
    .update(datasets)
    .set({ versionCount: sql`${datasets.versionCount} + 1` })
    .where(eq(datasets.id, dataset.id))
    .returning({ position: datasets.versionCount })
  const [version] = await tx
    .insert(datasetVersions)
    .values({
      id: ctx.newId(),
      organizationId: organization.organizationId,
      datasetId: dataset.id,
      name: draft.name,
      position: counted?.position ?? 1,
      manifestDigest: manifestDigest(files),
      fileCount: files.length,
      size: files.reduce((sum, file) => sum + file.size, 0),
      description,
      previousId: previous?.id ?? null,
      tags,
      properties,
      runId,
      createdBy,
      tokenId: ctx.actor.kind === 'token' ? ctx.actor.id : null,
      createdAt: ctx.now(),
    })
    .returning()
  if (!version) throw new Error('The dataset version was not inserted.')
  await insertFiles(tx, ctx, version.id, files)
  await linkDatasetVersion(tx, ctx, version, dataset)
  const after = {
    version: version.name,
    digest: `sha256:${version.manifestDigest}`,
    files: files.length,
    tags,
    runId,
    ...(previous && { from: previous.uri, taken: previous.files.length }),
    ...(description && { description }),
    ...(Object.keys(properties).length > 0 && { properties }),
  }
  const subject = datasetVersionEvent(target, version)
  return { version, change: { action: 'dataset_version.register', subject, before: null, after } }
}

async function refuseTaken(tx: Tx, { dataset }: DatasetTarget, name: string): Promise<void> {
  if (name === 'latest') throw invalid('version: latest already means the newest. Choose a name.')
  const [taken] = await tx
    .select({ id: datasetVersions.id })
    .from(datasetVersions)
    .where(and(eq(datasetVersions.datasetId, dataset.id), eq(datasetVersions.name, name)))
  const uri = datasetVersionUri(dataset.slug, name)
  if (taken)
    throw conflict(`${uri} exists already and never changes. Choose another name.`, {
      code: 'dataset_version_exists',
    })
  const [alias] = await tx
    .select({ name: datasetAliases.name })
    .from(datasetAliases)
    .where(and(eq(datasetAliases.datasetId, dataset.id), eq(datasetAliases.name, name)))
  if (alias) throw conflict(`${uri} is an alias, so no version can be. Choose another name.`)
}

/** Its own files and those that it begins with, by name. Throws `invalid` where they cannot lie together. */
function filesOf({ files, previous }: DatasetVersionDraft): DatasetFileDraft[] {
  const own = new Set(files.map(({ name }) => name))
  const kept = previous?.files.filter(({ name }) => !own.has(name)) ?? []
  const all = [...kept, ...files]
  if (all.length > maxFiles)
    throw invalid(`files: A dataset version has at most ${maxFiles} files; this has ${all.length}.`)
  const problem = fileListProblem(all.map(({ name }) => name))
  if (problem) throw invalid(`files: ${problem}`)
  return all
}

// PostgreSQL reads a value of some megabytes faster than the same in one of hundreds.
const atOnce = 10_000

async function insertFiles(
  tx: Tx,
  ctx: Ctx,
  versionId: string,
  files: DatasetFileDraft[],
): Promise<void> {
  for (let from = 0; from < files.length; from += atOnce) {
    const rows = files
      .slice(from, from + atOnce)
      .map(({ name, size, sha256, datum = ctx.newId(), properties = {} }) => ({
        ...{ name, size, sha256, datum, properties },
      }))
    await tx.execute(sql`
      insert into dataset_version_files (dataset_version_id, name, size, sha256, datum_id, properties)
      select ${versionId}, name, size, sha256, datum, properties
      from json_to_recordset(${JSON.stringify(rows)}::json)
        as f(name text, size bigint, sha256 text, datum uuid, properties jsonb)`)
  }
}
