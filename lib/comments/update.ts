import { count, eq } from 'drizzle-orm'
import { z } from 'zod'
import { commentMentions, commentRevisions, comments } from '@/db/schema/tables'
import { command } from '../command'
import { conflict, invalid } from '../errors'
import { noteMentions, requireReadable } from './create'
import { CommentRef, findComment } from './find'
import { readMentions } from './mentionable'
import { viewComment } from './queries'
import { Body } from './view'

/**
 * Changes what a comment says; what it said before stays to be read. With `expected`, only if it was edited
 * that many times before.
 */
export const updateComment = command({
  action: 'comment.update',
  input: CommentRef.extend({
    body: Body,
    expected: z.coerce.number().int().min(0).optional().describe('How often it was edited so far'),
  }),
  load: (tx, input, ctx) => findComment(tx, ctx, input, { lock: true }),

  async run({ tx, subject: { of, comment }, input, ctx }) {
    if (comment.deletedAt) throw conflict('This comment was deleted.')
    const [{ edits } = { edits: 0 }] = await tx
      .select({ edits: count() })
      .from(commentRevisions)
      .where(eq(commentRevisions.commentId, comment.id))
    if (input.expected !== undefined && input.expected !== edits)
      throw conflict(
        'This comment was changed in the meantime. Look at it, and then edit it again.',
      )
    requireReadable(input.body)
    const named = await tx
      .select({ id: commentMentions.personId })
      .from(commentMentions)
      .where(eq(commentMentions.commentId, comment.id))
    const before = named.map(({ id }) => id)
    const { body, mentions } = await readMentions(tx, ctx, of, input.body, before)
    if (body === comment.body)
      throw invalid('body: It says that already.', { fields: { body: 'It says that already.' } })
    const at = ctx.now()
    await tx
      .insert(commentRevisions)
      .values({ commentId: comment.id, number: edits + 1, body: comment.body, at })
    await tx.update(comments).set({ body, editedAt: at }).where(eq(comments.id, comment.id))
    await noteMentions(tx, comment.id, mentions)
    return {
      result: await viewComment(tx, of, comment.id),
      change: {
        before: { length: comment.body.length },
        after: { length: body.length, mentions },
      },
    }
  },
})
