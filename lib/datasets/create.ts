import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { datasetProjects, datasets } from '@/db/schema/tables'
import { type Ctx, type Membership, personBehind } from '../actor'
import { type Also, command } from '../command'
import type { Tx } from '../door'
import { forbidden } from '../errors'
import { nameTaken } from '../life/taken'
import { projectIdsBySlug } from '../models/create'
import { findOrganization } from '../organizations/find'
import { type Json, OrganizationRef, PlainText, Properties, Slug, Tags } from '../view'
import { type DatasetTarget, datasetTarget } from './find'
import { viewDataset } from './load'

const NewDataset = z.object({
  slug: Slug,
  description: PlainText(100_000).optional(),
  projects: z.array(Slug).max(100).optional(),
  tags: Tags.optional(),
  properties: Properties.optional(),
})

/** Makes a dataset, empty. Every member of the organization may read it. */
export const createDataset = command({
  action: 'dataset.create',
  input: OrganizationRef.extend(NewDataset.shape),
  load: (_tx, input, ctx) => findOrganization(ctx, input.org),

  async run({ tx, subject: { organization }, input, ctx }) {
    const { target, change } = await insertDataset(tx, ctx, organization, {
      slug: input.slug,
      description: input.description ?? '',
      tags: input.tags ?? [],
      properties: input.properties ?? {},
      projectIds: await projectIdsBySlug(tx, organization, input.projects ?? []),
    })
    return { result: await viewDataset(tx, target), change }
  },
})

export interface DatasetDraft {
  slug: string
  description: string
  tags: string[]
  properties?: Record<string, Json>
  projectIds: string[]
}

/** Inserts a dataset in the caller's transaction; throws conflict when the name is taken. */
export async function insertDataset(
  tx: Tx,
  ctx: Ctx,
  organization: Membership,
  draft: DatasetDraft,
): Promise<{ target: DatasetTarget; change: Also }> {
  const createdBy = personBehind(ctx.actor)
  if (!createdBy) throw forbidden('A dataset is made by a person, or by a token of one.')
  const { projectIds, ...columns } = draft
  const { organizationId } = organization
  const [dataset] = await tx
    .insert(datasets)
    .values({ id: ctx.newId(), organizationId, ...columns, createdBy, createdAt: ctx.now() })
    .onConflictDoNothing()
    .returning()
  if (!dataset) {
    const own = and(eq(datasets.organizationId, organizationId), eq(datasets.slug, draft.slug))
    const [holder] = await tx.select().from(datasets).where(own)
    throw nameTaken('dataset', draft.slug, holder)
  }
  if (projectIds.length > 0)
    await tx
      .insert(datasetProjects)
      .values(projectIds.map((projectId) => ({ datasetId: dataset.id, projectId })))
  const target = datasetTarget(organization, dataset, projectIds)
  const after = { slug: dataset.slug, tags: dataset.tags, projectIds }
  return {
    target,
    change: { action: 'dataset.create', subject: target.event, before: null, after },
  }
}
