import { and, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Json } from '@/db/json'
import { datasets, datasetVersionFiles, datasetVersions } from '@/db/schema/tables'
import { type Ctx, personBehind } from '../actor'
import { type Also, command } from '../command'
import type { Tx } from '../door'
import { conflict, forbidden, invalid } from '../errors'
import { fileListProblem } from '../files/file-list'
import { type ManifestFile, manifestDigest } from '../files/manifest'
import { requireBlobs } from '../files/readable'
import { requireLive } from '../life/state'
import { linkDatasetVersion } from '../lineage/link'
import { DatasetVersionName, FileRef, Tags } from '../view'
import {
  DatasetRef,
  type DatasetTarget,
  type DatasetVersionRow,
  datasetVersionUri,
  findDataset,
} from './find'
import { viewDatasetVersions } from './load'

const NewDatasetVersion = z.object({
  version: DatasetVersionName,
  files: z.array(FileRef).max(100_000).default([]),
  tags: Tags.default([]),
})

/** Makes a version of a dataset from files already uploaded; it never changes afterwards. */
export const registerDatasetVersion = command({
  action: 'dataset_version.register',
  input: DatasetRef.extend(NewDatasetVersion.shape),
  load: (tx, input, ctx) => findDataset(tx, ctx, input, { lock: true }),

  async run({ tx, subject, input, ctx }) {
    const digests = input.files.map((file) => file.sha256)
    const sizes = await requireBlobs(tx, ctx, subject.organization.organizationId, digests)
    const { version, change } = await insertDatasetVersion(tx, ctx, subject, {
      name: input.version,
      files: input.files.map((file) => ({ ...file, size: sizes.get(file.sha256) ?? 0 })),
      tags: input.tags,
      properties: {},
      runId: null,
    })
    const [result] = await viewDatasetVersions(tx, subject, [version.id])
    if (!result) throw new Error('The dataset version just made was not found.')
    return { result, change }
  },
})

export interface DatasetVersionDraft {
  name: string
  files: ManifestFile[]
  tags: string[]
  properties: Record<string, Json>
  runId: string | null
}

/**
 * Inserts a version of a dataset that the caller has locked. Throws `dataset_version_exists`, conflict
 * for an archived dataset, and `invalid` for a reserved name or files that cannot lie side by side.
 */
export async function insertDatasetVersion(
  tx: Tx,
  ctx: Ctx,
  { dataset, organization }: DatasetTarget,
  draft: DatasetVersionDraft,
): Promise<{ version: DatasetVersionRow; change: Also }> {
  const createdBy = personBehind(ctx.actor)
  if (!createdBy) throw forbidden('A dataset version is made by a person, or by a token of one.')
  requireLive(`The dataset ${dataset.slug}`, dataset)
  const { name, files, tags, properties, runId } = draft
  if (name === 'latest') throw invalid('version: latest already means the newest. Choose a name.')
  const problem = fileListProblem(files.map((file) => file.name))
  if (problem) throw invalid(`files: ${problem}`)
  const uri = datasetVersionUri(dataset.slug, name)
  const [taken] = await tx
    .select({ id: datasetVersions.id })
    .from(datasetVersions)
    .where(and(eq(datasetVersions.datasetId, dataset.id), eq(datasetVersions.name, name)))
  if (taken)
    throw conflict(`${uri} exists already and never changes. Choose another name.`, {
      code: 'dataset_version_exists',
    })
  const [counted] = await tx
    .update(datasets)
    .set({ versionCount: sql`${datasets.versionCount} + 1` })
    .where(eq(datasets.id, dataset.id))
    .returning({ position: datasets.versionCount })
  const { organizationId } = organization
  const [version] = await tx
    .insert(datasetVersions)
    .values({
      id: ctx.newId(),
      organizationId,
      datasetId: dataset.id,
      name,
      position: counted?.position ?? 1,
      manifestDigest: manifestDigest(files),
      tags,
      properties,
      runId,
      createdBy,
      tokenId: ctx.actor.kind === 'token' ? ctx.actor.id : null,
      createdAt: ctx.now(),
    })
    .returning()
  if (!version) throw new Error('The dataset version was not inserted.')
  // PostgreSQL takes 65,535 parameters in one statement.
  for (let from = 0; from < files.length; from += 10_000)
    await tx.insert(datasetVersionFiles).values(
      files.slice(from, from + 10_000).map((file) => ({
        datasetVersionId: version.id,
        name: file.name,
        size: file.size,
        sha256: file.sha256,
        datumId: ctx.newId(),
      })),
    )
  await linkDatasetVersion(tx, ctx, version)
  const digest = `sha256:${version.manifestDigest}`
  return {
    version,
    change: {
      action: 'dataset_version.register',
      subject: { kind: 'dataset_version', id: version.id, uri, organizationId },
      before: null,
      after: { version: name, digest, files: files.length, tags, runId },
    },
  }
}
