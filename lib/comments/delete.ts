import { eq, type SQL, sql } from 'drizzle-orm'
import { commentMentions, commentRevisions, comments } from '@/db/schema/tables'
import { personBehind } from '../actor'
import { command } from '../command'
import type { Tx } from '../door'
import { conflict } from '../errors'
import { forgetText } from '../idempotency'
import { CommentRef, findComment } from './find'

/**
 * Takes away what a comment says, and what it said before each edit. That there was one stays: whose, when,
 * and who deleted it. Its writer may, and a maintainer.
 */
export const deleteComment = command({
  action: 'comment.delete',
  input: CommentRef,
  load: (tx, input, ctx) => findComment(tx, ctx, input, { lock: true }),

  async run({ tx, subject: { comment }, ctx }) {
    if (comment.deletedAt) throw conflict('This comment is deleted already.')
    await emptyComments(tx, sql`id = ${comment.id}`)
    await forgetText(tx, comment.id, comment.createdAt, { body: '', mentions: [] })
    await tx
      .update(comments)
      .set({ deletedAt: ctx.now(), deletedBy: personBehind(ctx.actor) })
      .where(eq(comments.id, comment.id))
    const before = { length: comment.body.length, author: comment.authorId }
    return { result: null, change: { before, after: null } }
  },
})

/** Lets every text of some comments go, and whom they named. Answers how many had one. */
export async function emptyComments(tx: Tx, which: SQL): Promise<number> {
  const chosen = sql`(select id from comments where ${which})`
  await tx.delete(commentMentions).where(sql`comment_id in ${chosen}`)
  await tx.update(commentRevisions).set({ body: '' }).where(sql`comment_id in ${chosen}`)
  const { rowCount } = await tx
    .update(comments)
    .set({ body: '' })
    .where(sql`${which} and body <> ''`)
  return rowCount ?? 0
}
