import { and, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { accessModes, modelProjects, models } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { describeModel } from '../cards/write'
import { command } from '../command'
import { decide, type Tx } from '../door'
import { invalid } from '../errors'
import { decideApproversOf } from '../grants/decide'
import { insertGrant } from '../grants/insert'
import { MemberName, presentMember } from '../members/present'
import { decidePoliciesOf } from '../policies/decide'
import { rename } from '../slugs'
import { TagValues, unchangedTags, writeTagValues } from '../tag-values'
import { DisplayName, ModelSlug, PlainText, Slug, Tags } from '../view'
import { decideProjects, projectIdsBySlug } from './create'
import { findModel, ModelRef, type ModelTarget } from './find'
import { viewModel } from './queries'

const Edit = z.object({
  name: DisplayName.optional(),
  description: PlainText(100_000).optional(),
  tags: Tags.optional(),
  tagValues: TagValues.optional(),
  projects: z.array(Slug).max(100).optional(),
  slug: ModelSlug.optional().describe('The old name keeps leading here'),
  accessMode: z.enum(accessModes).optional(),
  owner: MemberName.optional().describe(
    'A member; becomes maintainer too. The one before stays so',
  ),
})

/**
 * Edits a model. A new slug, access mode, project or owner needs the maintainer role besides: roles in its
 * projects count on a model, so whoever chose them freely would choose its maintainers. Those that have
 * approvers are added and left by admins alone.
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
    const { projects, slug, owner, description, tagValues, ...columns } = edit
    // On the model as it was found: a project added here gives no role for adding it.
    if ([slug, projects, owner, edit.accessMode].some((value) => value !== undefined))
      decide(ctx, 'model.configure', subject.access)
    // An owner is maintainer besides: a role that outlives the token which gives it.
    if (owner !== undefined) decide(ctx, 'model.grant', subject.access)
    if (slug !== undefined && slug !== model.slug) await rename(tx, 'model', model, slug)
    const after = projects && (await projectIdsBySlug(tx, subject.organization, projects, before))
    if (after) {
      const added = after.filter((id) => !before.includes(id))
      const left = before.filter((id) => !after.includes(id))
      decideProjects(ctx, subject.organization, added)
      await decideApproversOf(tx, ctx, model.organizationId, [...added, ...left])
      await decidePoliciesOf(tx, ctx, model.organizationId, [...added, ...left])
      await setProjects(tx, model.id, after)
    }
    const handed = owner === undefined ? null : await handOver(tx, ctx, subject, owner)
    const tagged = { ...model, tags: columns.tags ?? model.tags }
    const values = tagValues && (await writeTagValues(tx, 'model', tagged, tagValues))
    if (values === null && Object.values(edit).filter((value) => value !== undefined).length === 1)
      throw unchangedTags(model.slug)
    const card = description === undefined ? null : await describeModel(tx, ctx, model, description)
    await tx
      .update(models)
      .set({
        ...columns,
        ...(values && { tags: values.tags }),
        ...(handed && { ownerId: handed.ownerId }),
        updatedAt: ctx.now(),
      })
      .where(eq(models.id, model.id))
    const result = await viewModel(tx, subject)
    const keys = ['name', 'tags', 'slug', 'accessMode'] as const
    const changed = keys.filter((key) => edit[key] !== undefined)
    const pick = (from: Pick<typeof model, (typeof keys)[number]>) =>
      Object.fromEntries(changed.map((key) => [key, from[key]]))
    return {
      result,
      change: {
        before: {
          ...pick(model),
          ...(after && { projectIds: before }),
          ...(handed && { ownerId: model.ownerId }),
          ...(values && { tags: model.tags, tagValues: values.before }),
          ...(card && { card: card.before }),
        },
        after: {
          ...pick(result),
          ...(after && { projectIds: after }),
          ...handed,
          ...(values && { tags: values.tags, tagValues: values.after }),
          ...(card && { card: card.after }),
        },
      },
    }
  },
})

/** Makes someone fit to own a model: they become its maintainer. Answers what the record says of it. */
async function handOver(tx: Tx, ctx: Ctx, { organization, model }: ModelTarget, asked: string) {
  const { id: ownerId } = await presentMember(tx, organization, asked, 'owner')
  const made = await insertGrant(tx, ctx, {
    organizationId: model.organizationId,
    principalId: ownerId,
    scopeKind: 'model',
    scopeId: model.id,
    role: 'maintainer',
  })
  return { ownerId, ...(made && { maintainer: ownerId }) }
}

async function setProjects(tx: Tx, modelId: string, projectIds: string[]): Promise<void> {
  // A deleted project is on no form; it comes back with its models.
  const there = sql`project_id in (select p.id from projects p where p.life <> 'deleted')`
  await tx.delete(modelProjects).where(and(eq(modelProjects.modelId, modelId), there))
  if (projectIds.length > 0)
    await tx.insert(modelProjects).values(projectIds.map((projectId) => ({ modelId, projectId })))
}
