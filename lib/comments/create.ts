import { commentMentions, comments } from '@/db/schema/tables'
import { personBehind } from '../actor'
import { command } from '../command'
import type { Tx } from '../door'
import { forbidden, invalid } from '../errors'
import { isExcessive } from '../markdown'
import { findModel, ModelRef } from '../models/find'
import { findVersion, VersionNumber } from '../versions/find'
import { commentEvent } from './find'
import { readMentions } from './mentionable'
import { viewComment } from './queries'
import { Body } from './view'

/** Says something about a model, or about one version of it; also of one that is archived. */
export const createComment = command({
  action: 'comment.create',
  input: ModelRef.extend({ version: VersionNumber.optional(), body: Body }),

  async load(tx, { version, ...input }, ctx) {
    if (version === undefined) {
      const of = await findModel(tx, ctx, input, { lock: true })
      return { of, version: null, access: of.access, event: of.event }
    }
    const found = await findVersion(tx, ctx, { ...input, version }, { lock: true })
    return { of: found.of, version: found.version, access: found.access, event: found.event }
  },

  async run({ tx, subject: { of, version }, input, ctx }) {
    const authorId = personBehind(ctx.actor)
    if (!authorId) throw forbidden('A comment is written by a person.')
    requireReadable(input.body)
    const { body, mentions } = await readMentions(tx, ctx, of, input.body)
    const id = ctx.newId()
    await tx.insert(comments).values({
      id,
      organizationId: of.organization.organizationId,
      modelId: of.model.id,
      versionId: version?.id ?? null,
      authorId,
      tokenId: ctx.actor.kind === 'token' ? ctx.actor.id : null,
      body,
      createdAt: ctx.now(),
    })
    await noteMentions(tx, id, mentions)
    return {
      result: await viewComment(tx, of, id),
      change: {
        before: null,
        after: { length: body.length, mentions },
        subject: commentEvent(of, id, version?.number ?? null),
      },
    }
  },
})

/** Everybody whom any text of a comment names, its earlier ones too. */
export async function noteMentions(tx: Tx, commentId: string, ids: readonly string[]) {
  if (ids.length === 0) return
  const rows = ids.map((personId) => ({ commentId, personId }))
  await tx.insert(commentMentions).values(rows).onConflictDoNothing()
}

/** Refuses what every reader's page would have to show as it is written. */
export function requireReadable(body: string): void {
  if (!isExcessive(body)) return
  const message =
    'Its Markdown is nested too deeply, has too many signs, or too large a table. Make it simpler.'
  throw invalid(`body: ${message}`, { fields: { body: message } })
}
