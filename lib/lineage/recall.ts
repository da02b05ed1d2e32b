import { and, eq, isNull, sql } from 'drizzle-orm'
import { z } from 'zod'
import { models, recalls } from '@/db/schema/tables'
import { type Ctx, personBehind } from '../actor'
import { command } from '../command'
import { lockServing, stopServing } from '../deployments/stop-with'
import type { Tx } from '../door'
import { conflict, forbidden } from '../errors'
import { there } from '../life/there'
import { PlainText } from '../view'
import { uuids, visibleModels } from '../visibility'
import { findNode, NodeRef, type NodeTarget } from './find'
import { viewRecall } from './recalls'
import { lockLineage } from './spread'
import type { Recall, RecallServing } from './view'
import { reach } from './walk'

export const Reason = PlainText(2000).min(1, 'Say why.')

/**
 * Says that something is bad: it and everything made of it, now and later, bears a warning until the recall
 * is lifted. Throws conflict for what is recalled already.
 */
export const createRecall = command({
  action: 'recall.create',
  input: NodeRef.extend({
    reason: Reason.describe('What is wrong with it'),
    stop: z
      .boolean()
      .default(false)
      .describe('Stop what it reaches in every deployment that serves it, or do nothing'),
  }),

  async load(tx, input, ctx) {
    const target = await findNode(tx, ctx, input)
    // It reaches whatever was made of it, of everybody.
    const { organizationId } = target.organization
    // Before the lineage, which whoever makes a revision takes last.
    const serving = input.stop ? await lockReached(tx, target) : []
    return { ...target, access: { organizationId }, serving }
  },

  async run({ tx, subject, input, ctx }) {
    const createdBy = personBehind(ctx.actor)
    if (!createdBy) throw forbidden('Data is recalled by a person, or by a token of one.')
    const { organization, node, told, serving } = subject
    const { organizationId } = organization
    await lockLineage(tx, organizationId)
    await refuseTwice(tx, node.id, told.uri)
    const id = ctx.newId()
    await tx.insert(recalls).values({
      id,
      organizationId,
      kind: node.kind,
      subjectId: node.id,
      uri: told.uri,
      reason: input.reason,
      createdBy,
      tokenId: ctx.actor.kind === 'token' ? ctx.actor.id : null,
      createdAt: ctx.now(),
    })
    await tx.execute(sql`
      with recursive ${reach(node, 'down')}
      insert into recall_effects (recall_id, kind, node_id, at)
      select ${id}, kind, id, ${ctx.now().toISOString()}::timestamptz from reach
      on conflict do nothing`)
    const why = `${told.uri} was recalled: ${input.reason}`
    const { stopped, also } = await stopServing(tx, ctx, serving, why)
    const recall = await recallOf(tx, ctx, organizationId, id)
    const { affected, reason } = recall
    return {
      result: { ...recall, stopped, serving: await stillServing(tx, ctx, subject, id) },
      change: { before: null, after: { recall: id, affected }, note: reason },
      also,
    }
  },
})

/** The deployments that serve what a recall of something would reach, locked. */
async function lockReached(tx: Tx, { organization, node }: NodeTarget) {
  const { rows } = await tx.execute<{ id: string }>(sql`
    with recursive ${reach(node, 'down')}
    select reach.id from reach where kind = 'version'
      and exists (select 1 from serving_versions sv where sv.version_id = reach.id)`)
  const ids = rows.map(({ id }) => id)
  return lockServing(tx, organization, sql`sv.version_id = any(${uuids(ids)})`)
}

/** Where that which a recall reached serves on. */
async function stillServing(
  tx: Tx,
  ctx: Ctx,
  { organization }: NodeTarget,
  recall: string,
): Promise<RecallServing[]> {
  const { organizationId } = organization
  const { rows } = await tx.execute<RecallServing & Record<string, unknown>>(sql`
    select d.slug as deployment, d.target, case when ${visibleModels(ctx, organizationId)}
      then 'model://' || models.slug || '/v' || v.number end as uri, sv.weight
    from recall_effects e join serving_versions sv on sv.version_id = e.node_id
    join versions v on v.id = sv.version_id join ${models} on models.id = sv.model_id
    join deployments d on d.id = sv.deployment_id join projects p on p.id = d.project_id
    where e.recall_id = ${recall} and ${there('p')}
    order by d.slug, v.number limit 500`)
  return rows
}

async function refuseTwice(tx: Tx, subjectId: string, uri: string): Promise<void> {
  const [held] = await tx
    .select({ id: recalls.id })
    .from(recalls)
    .where(and(eq(recalls.subjectId, subjectId), isNull(recalls.liftedAt)))
  if (held)
    throw conflict(`${uri} is recalled already. Lift that recall first to give another reason.`, {
      code: 'recalled_already',
      details: { recall: held.id },
    })
}

async function recallOf(tx: Tx, ctx: Ctx, organizationId: string, id: string): Promise<Recall> {
  const found = await viewRecall(tx, ctx, organizationId, sql`rc.id = ${id}`)
  if (!found) throw new Error('The recall just made was not found.')
  return found
}
