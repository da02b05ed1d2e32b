import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { accessModes, modelProjects, models, roleGrants } from '@/db/schema/tables'
import { type Ctx, type Membership, personBehind } from '../actor'
import type { Change } from '../audit/event'
import { command } from '../command'
import { decide, type Tx } from '../door'
import { forbidden, invalid, notFound } from '../errors'
import { findOrganization } from '../organizations/find'
import { idOfSlug, refuseFormer, taken } from '../slugs'
import { slugFrom } from '../uri'
import { DisplayName, ModelSlug, OrganizationRef, PlainText, Slug, Tags } from '../view'
import { modelTarget } from './find'
import { viewModel } from './queries'

const NewModel = z.object({
  name: DisplayName,
  slug: ModelSlug.optional(),
  description: PlainText(100_000).optional(),
  projects: z.array(Slug).max(100).optional(),
  tags: Tags.optional(),
  accessMode: z.enum(accessModes).optional().describe('Who sees it; `organization` if left out'),
})

/** Makes a model; whoever makes it becomes its owner and maintainer. */
export const createModel = command({
  action: 'model.create',
  input: OrganizationRef.extend(NewModel.shape),
  load: (_tx, input, ctx) => findOrganization(ctx, input.org),

  async run({ tx, subject: { organization }, input, ctx }) {
    const slug = input.slug ?? ModelSlug.safeParse(slugFrom(input.name)).data
    if (!slug)
      throw invalid('slug: No name for URIs can be made from this name. Give a slug.', {
        fields: { slug: 'Give a slug.' },
      })
    const projectIds = await projectIdsBySlug(tx, organization, input.projects ?? [])
    decideProjects(ctx, organization, projectIds)
    const { target, change } = await insertModel(tx, ctx, organization, {
      slug,
      name: input.name,
      description: input.description ?? '',
      tags: input.tags ?? [],
      accessMode: input.accessMode ?? 'organization',
      projectIds,
    })
    return { result: await viewModel(tx, target), change }
  },
})

export interface ModelDraft {
  slug: string
  name: string
  description: string
  tags: string[]
  accessMode: (typeof accessModes)[number]
  projectIds: string[]
}

/** Inserts a model in the caller's transaction; throws conflict when the slug is taken. */
export async function insertModel(tx: Tx, ctx: Ctx, organization: Membership, draft: ModelDraft) {
  const ownerId = personBehind(ctx.actor)
  if (!ownerId) throw forbidden('A model is made by a person.')
  // A token for chosen models could not see what it made.
  if (ctx.actor.kind === 'token' && ctx.actor.modelIds)
    throw forbidden('This token is limited to chosen models, so it cannot make one.')
  const { projectIds, ...columns } = draft
  const { organizationId } = organization
  const at = ctx.now()
  const [model] = await tx
    .insert(models)
    .values({ id: ctx.newId(), organizationId, ...columns, ownerId, createdAt: at, updatedAt: at })
    .onConflictDoNothing()
    .returning()
  if (!model) throw taken('model', draft.slug)
  await refuseFormer(tx, 'model', { organizationId, slug: model.slug })
  if (projectIds.length > 0)
    await tx
      .insert(modelProjects)
      .values(projectIds.map((projectId) => ({ modelId: model.id, projectId })))
  await tx.insert(roleGrants).values({
    id: ctx.newId(),
    organizationId,
    principalKind: 'person',
    principalId: ownerId,
    scopeKind: 'model',
    scopeId: model.id,
    role: 'maintainer',
    createdAt: at,
  })
  const target = modelTarget(organization, model, projectIds)
  const { slug, name, tags, accessMode } = model
  const after = { slug, name, tags, accessMode, projectIds, ownerId }
  const change: Change = { before: null, after, subject: target.event }
  return { target, change }
}

/** Ids of projects by slug, also a former one; throws not found naming the first that is absent. */
export async function projectIdsBySlug(
  tx: Tx,
  organization: Membership,
  slugs: string[],
): Promise<string[]> {
  if (slugs.length === 0) return []
  const id = idOfSlug('project', organization.organizationId, sql`asked.slug`)
  const { rows } = await tx.execute<{ slug: string; id: string | null }>(sql`
    select asked.slug, ${id} as id from unnest(${sql.param(slugs)}::text[]) as asked(slug)`)
  const missing = rows.find((row) => row.id === null)
  if (missing) throw notFound(`There is no project ${missing.slug} in ${organization.slug}.`)
  return [...new Set(rows.flatMap((row) => row.id ?? []))]
}

/** Throws forbidden unless the caller may put models into each of these projects. */
export function decideProjects(ctx: Ctx, organization: Membership, projectIds: string[]): void {
  const { organizationId } = organization
  for (const id of projectIds) decide(ctx, 'model.create', { organizationId, projectIds: [id] })
}
