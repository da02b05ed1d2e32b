import { and, eq, sql } from 'drizzle-orm'
import { recalls } from '@/db/schema/tables'
import { type Ctx, personBehind } from '../actor'
import { command } from '../command'
import type { Tx } from '../door'
import { conflict } from '../errors'
import { Reason } from './recall'
import { findRecall, RecallRef } from './recalls'

/** Says that something recalled is good after all: the warnings go. Throws conflict when that was said. */
export const liftRecall = command({
  action: 'recall.lift',
  input: RecallRef.extend({ reason: Reason.optional().describe('Why it is good after all') }),

  async load(tx, input, ctx) {
    const { recall, access } = await findRecall(tx, ctx, input)
    await tx.select().from(recalls).where(eq(recalls.id, recall.id)).for('update')
    const { organizationId, kind, subjectId, uri } = recall
    return { recall, access, event: { kind, id: subjectId, uri, organizationId } }
  },

  async run({ tx, subject: { recall }, input, ctx }) {
    const lifted = await lift(tx, ctx, recall.id, input.reason)
    if (!lifted) throw conflict(`The recall of ${recall.uri} was lifted before.`)
    const { id, reason } = recall
    const change = { before: { recall: id, reason }, after: { recall: id }, note: input.reason }
    return { result: null, change }
  },
})

async function lift(tx: Tx, ctx: Ctx, id: string, liftReason?: string): Promise<boolean> {
  const liftedBy = personBehind(ctx.actor)
  const done = await tx
    .update(recalls)
    .set({ liftedAt: ctx.now(), liftedBy, liftReason })
    .where(and(eq(recalls.id, id), sql`${recalls.liftedAt} is null`))
  return done.rowCount === 1
}
