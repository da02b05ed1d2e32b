import { and, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { accessModes, modelProjects, modelRedirects, models } from '@/db/schema/tables'
import { command } from '../command'
import { decide, type Tx } from '../door'
import { conflict, invalid } from '../errors'
import { nameTaken } from '../life/taken'
import { DisplayName, ModelSlug, PlainText, Slug, Tags } from '../view'
import { decideProjects, projectIdsBySlug } from './create'
import { findModel, ModelRef, type ModelTarget } from './find'
import { viewModel } from './queries'

const Edit = z.object({
  name: DisplayName.optional(),
  description: PlainText(100_000).optional(),
  tags: Tags.optional(),
  projects: z.array(Slug).max(100).optional(),
  slug: ModelSlug.optional().describe('The old name keeps leading here'),
  accessMode: z.enum(accessModes).optional(),
})

/**
 * Edits a model. A new slug, access mode or project needs the maintainer role besides: roles in its projects
 * count on a model, so whoever chose them freely would choose its maintainers.
 */
export const updateModel = command({
  action: 'model.update',
  input: ModelRef.extend(Edit.shape),
  load: (tx, input, ctx) => findModel(tx, ctx, input, { lock: true }),

  async run({ tx, subject, input, ctx }) {
    const { org: _org, model: _model, ...edit } = input
    const { model, projectIds: before } = subject
    if (Object.values(edit).every((value) => value === undefined))
      throw invalid('Nothing to change: give a name, description, tags, projects or another field.')
    const { projects, slug, ...columns } = edit
    // On the model as it was found: a project added here gives no role for adding it.
    if (slug !== undefined || projects !== undefined || edit.accessMode !== undefined)
      decide(ctx, 'model.configure', subject.access)
    if (slug !== undefined && slug !== model.slug) await rename(tx, subject, slug)
    const after = projects && (await projectIdsBySlug(tx, subject.organization, projects, before))
    if (after) {
      const added = after.filter((id) => !before.includes(id))
      decideProjects(ctx, subject.organization, added)
      await setProjects(tx, model.id, after)
    }
    await tx
      .update(models)
      .set({ ...columns, updatedAt: ctx.now() })
      .where(eq(models.id, model.id))
    const result = await viewModel(tx, subject)
    const keys = ['name', 'description', 'tags', 'slug', 'accessMode'] as const
    const changed = keys.filter((key) => edit[key] !== undefined)
    const pick = (from: Pick<typeof model, (typeof keys)[number]>) =>
      Object.fromEntries(changed.map((key) => [key, from[key]]))
    return {
      result,
      change: {
        before: { ...pick(model), ...(after && { projectIds: before }) },
        after: { ...pick(result), ...(after && { projectIds: after }) },
      },
    }
  },
})

async function rename(tx: Tx, { model }: ModelTarget, slug: string): Promise<void> {
  const { organizationId } = model
  const own = and(eq(modelRedirects.organizationId, organizationId), eq(modelRedirects.slug, slug))
  const [former] = await tx.select().from(modelRedirects).where(own)
  if (former && former.modelId !== model.id)
    throw conflict(`A model was once named ${slug}. Choose another name.`)
  const [holder] = await tx
    .select({ id: models.id })
    .from(models)
    .where(and(eq(models.organizationId, organizationId), eq(models.slug, slug)))
  if (holder) throw nameTaken('model', slug)
  if (former) await tx.delete(modelRedirects).where(own)
  await tx.insert(modelRedirects).values({ organizationId, slug: model.slug, modelId: model.id })
  await tx.update(models).set({ slug }).where(eq(models.id, model.id))
}

async function setProjects(tx: Tx, modelId: string, projectIds: string[]): Promise<void> {
  // A deleted project is on no form; it comes back with its models.
  const there = sql`project_id in (select p.id from projects p where p.life <> 'deleted')`
  await tx.delete(modelProjects).where(and(eq(modelProjects.modelId, modelId), there))
  if (projectIds.length > 0)
    await tx.insert(modelProjects).values(projectIds.map((projectId) => ({ modelId, projectId })))
}
