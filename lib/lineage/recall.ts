import { and, eq, isNull, sql } from 'drizzle-orm'
import { recalls } from '@/db/schema/tables'
import { type Ctx, personBehind } from '../actor'
import { command } from '../command'
import type { Tx } from '../door'
import { conflict, forbidden } from '../errors'
import { PlainText } from '../view'
import { findNode, NodeRef } from './find'
import { viewRecall } from './recalls'
import { lockLineage } from './spread'
import type { Recall } from './view'
import { reach } from './walk'

export const Reason = PlainText(2000).min(1, 'Say why.')

/**
 * Says that something is bad: it and everything made of it, now and later, bears a warning until the recall
 * is lifted. Throws conflict for what is recalled already.
 */
export const createRecall = command({
  action: 'recall.create',
  input: NodeRef.extend({ reason: Reason.describe('What is wrong with it') }),

  async load(tx, input, ctx) {
    const target = await findNode(tx, ctx, input)
    // It reaches whatever was made of it, of everybody.
    const { organizationId } = target.organization
    return { ...target, access: { organizationId } }
  },

  async run({ tx, subject, input, ctx }) {
    const createdBy = personBehind(ctx.actor)
    if (!createdBy) throw forbidden('Data is recalled by a person, or by a token of one.')
    const { organization, node, told } = subject
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
    const result = await recallOf(tx, ctx, organizationId, id)
    const { affected, reason } = result
    return { result, change: { before: null, after: { recall: id, affected }, note: reason } }
  },
})

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
