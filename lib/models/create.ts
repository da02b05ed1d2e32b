import { and, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { accessModes, type lives, modelProjects, models } from '@/db/schema/tables'
import { canSee } from '../access'
import { type Ctx, type Membership, personBehind } from '../actor'
import type { Change } from '../audit/event'
import { describeModel } from '../cards/write'
import { command } from '../command'
import { decide, type Tx } from '../door'
import { forbidden, notFound } from '../errors'
import { grantMaker } from '../grants/insert'
import { requireLive } from '../life/state'
import { nameTaken } from '../life/taken'
import { there } from '../life/there'
import { findOrganization } from '../organizations/find'
import { idOfSlug, refuseFormer, slugOf } from '../slugs'
import { DisplayName, ModelSlug, OrganizationRef, PlainText, Slug, Tags } from '../view'
import { modelColumns, modelTarget } from './find'
import { viewModel } from './queries'

const NewModel = z.object({
  name: DisplayName,
  slug: ModelSlug.optional(),
  description: PlainText(100_000).optional(),
  projects: z.array(Slug).max(100).optional(),
  tags: Tags.optional(),
  accessMode: z.enum(accessModes).optional().describe('Who sees it; `organization` if left out'),
})

/**
 * Makes a model; whoever makes it becomes its owner and maintainer. The approvers of the projects that it is
 * made in decide on it, by their policies: an admin chose both for whatever is made there.
 */
export const createModel = command({
  action: 'model.create',
  input: OrganizationRef.extend(NewModel.shape),
  load: (_tx, input, ctx) => findOrganization(ctx, input.org),

  async run({ tx, subject: { organization }, input, ctx }) {
    const slug = slugOf(input, ModelSlug)
    const projectIds = await projectIdsBySlug(tx, organization, input.projects ?? [])
    decideProjects(ctx, organization, projectIds)
    const { target, change } = await insertModel(tx, ctx, organization, {
      slug,
      name: input.name,
      tags: input.tags ?? [],
      accessMode: input.accessMode ?? 'organization',
      projectIds,
    })
    const card =
      input.description && (await describeModel(tx, ctx, target.model, input.description))
    if (card) change.after = { ...change.after, card: card.after }
    return { result: await viewModel(tx, target), change }
  },
})

export interface ModelDraft {
  slug: string
  name: string
  /** What MLflow clients call it; its slug if left out. */
  registeredName?: string
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
  if (!model) throw await taken(tx, ctx, organization, draft.slug)
  await refuseFormer(tx, 'model', { organizationId, slug: model.slug })
  if (projectIds.length > 0)
    await tx
      .insert(modelProjects)
      .values(projectIds.map((projectId) => ({ modelId: model.id, projectId })))
  await grantMaker(tx, ctx, ownerId, { organizationId, scopeKind: 'model', scopeId: model.id })
  const [found] = await tx.select(modelColumns).from(models).where(eq(models.id, model.id))
  if (!found) throw new Error('The model just made was not found.')
  const target = modelTarget(organization, found)
  const { slug, name, tags, accessMode } = model
  const after = {
    ...{ slug, name, tags, accessMode, projectIds, ownerId },
    ...(model.registeredName !== null && { registeredName: model.registeredName }),
  }
  const change: Change = { before: null, after, subject: target.event }
  return { target, change }
}

/**
 * Ids of projects by slug, also a former one; throws not found naming the first that is absent, and
 * conflict for an archived one that is not among those `already` chosen.
 */
export async function projectIdsBySlug(
  tx: Tx,
  organization: Membership,
  slugs: string[],
  already: string[] = [],
): Promise<string[]> {
  if (slugs.length === 0) return []
  const id = idOfSlug('project', organization.organizationId, sql`asked.slug`)
  const { rows } = await tx.execute<AskedProject>(sql`
    select asked.slug, p.id, p.life from unnest(${sql.param(slugs)}::text[]) as asked(slug)
    left join projects p on p.id = ${id} and ${there('p')}`)
  const missing = rows.find((row) => row.id === null)
  if (missing) throw notFound(`There is no project ${missing.slug} in ${organization.slug}.`)
  for (const { id, slug, life } of rows)
    if (!already.includes(id)) requireLive(`The project ${slug}`, { life })
  return [...new Set(rows.map((row) => row.id))]
}

/** Throws forbidden unless the caller may put models into each of these projects. */
export function decideProjects(ctx: Ctx, organization: Membership, projectIds: string[]): void {
  const { organizationId } = organization
  for (const id of projectIds) decide(ctx, 'model.create', { organizationId, projectIds: [id] })
}

interface AskedProject extends Record<string, unknown> {
  slug: string
  /** Null where there is none, although the type does not say so: that is refused first. */
  id: string
  life: (typeof lives)[number]
}

/** The conflict of a slug; who may not see its holder is not told more than that it is taken. */
async function taken(tx: Tx, ctx: Ctx, organization: Membership, slug: string) {
  const [holder] = await tx
    .select(modelColumns)
    .from(models)
    .where(and(eq(models.organizationId, organization.organizationId), eq(models.slug, slug)))
  const access = holder && modelTarget(organization, holder).access
  return nameTaken('model', slug, access && canSee(ctx, access) ? holder.model : undefined)
}
