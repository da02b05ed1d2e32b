import { and, desc, eq, lt, type SQL, sql } from 'drizzle-orm'
import { commentRevisions } from '@/db/schema/tables'
import { can } from '../access'
import type { Ctx } from '../actor'
import type { ReadDb } from '../door'
import { seesAddresses } from '../members/addresses'
import { findModel, ModelRef, type ModelTarget } from '../models/find'
import { decodeCursor, NumberCursor, page, TimeCursor } from '../page'
import { query } from '../query'
import { findVersion, VersionRef } from '../versions/find'
import { type Ability, type Page, PageInput } from '../view'
import { CommentRef, findComment } from './find'
import { type CommentRow, commentJson, commentView, mentionsOf } from './load'
import { asWritten } from './mention-text'
import type { Comment, CommentRevision } from './view'

/** What was said about a model and its versions, newest first. */
export const listModelComments = query({
  action: 'model.read',
  input: ModelRef.extend(PageInput.shape),
  load: (db, input, ctx) => findModel(db, ctx, input),
  run: ({ db, subject, input }) =>
    listed(
      db,
      subject,
      sql`c.model_id = ${subject.model.id}
    and not exists (select 1 from versions v where v.id = c.version_id and v.life = 'deleted')`,
      input,
    ),
})

/** What was said about one version, newest first. */
export const listVersionComments = query({
  action: 'version.read',
  input: VersionRef.extend(PageInput.shape),
  load: (db, input, ctx) => findVersion(db, ctx, input),
  run: ({ db, subject, input }) =>
    listed(db, subject.of, sql`c.version_id = ${subject.version.id}`, input),
})

/** What a comment said before each edit, latest first. Nothing of a deleted one. */
export const listCommentRevisions = query({
  action: 'model.read',
  input: CommentRef.extend(PageInput.shape),
  load: (db, input, ctx) => findComment(db, ctx, input),

  async run({ db, subject: { comment }, input }): Promise<Page<CommentRevision>> {
    const after = decodeCursor(input.cursor, NumberCursor)
    const rows = await db
      .select({
        number: commentRevisions.number,
        body: commentRevisions.body,
        mentions: mentionsOf(sql`comment_revisions.comment_id`, sql`comment_revisions.body`),
        at: commentRevisions.at,
      })
      .from(commentRevisions)
      .where(
        and(
          eq(commentRevisions.commentId, comment.id),
          after ? lt(commentRevisions.number, after[0]) : undefined,
        ),
      )
      .orderBy(desc(commentRevisions.number))
      .limit(input.limit + 1)
    return page(
      rows,
      input.limit,
      (row) => ({ ...row, at: row.at.toISOString() }),
      ({ number }) => [number],
    )
  },
})

/** One comment with what the caller may do to it, and its text as its writer typed it. */
export const getComment = query({
  action: 'model.read',
  input: CommentRef,
  load: (db, input, ctx) => findComment(db, ctx, input),

  async run({ db, subject: { of, comment, access }, ctx }) {
    const view = await viewComment(db, of, comment.id)
    return {
      ...view,
      modelName: of.model.name,
      written: seesAddresses(ctx, of.organization.organizationId)
        ? await typed(db, of, view)
        : view.body,
      abilities: abilitiesOn(ctx, access),
    }
  },
})

export interface CommentAbilities {
  update: Ability
  delete: Ability
}

export function abilitiesOn(ctx: Ctx, access: ModelTarget['access']): CommentAbilities {
  return {
    update: can(ctx, 'comment.update', access),
    delete: can(ctx, 'comment.delete', access),
  }
}

/** A comment that is there, as the API answers it. */
export async function viewComment(db: ReadDb, of: ModelTarget, id: string): Promise<Comment> {
  const { rows } = await db.execute<{ comment: CommentRow }>(
    sql`select ${commentJson} as comment from comments c where c.id = ${id}`,
  )
  const [found] = rows
  if (!found) throw new Error('A comment that was just found is gone.')
  return commentView(of.model.slug, found.comment)
}

async function listed(
  db: ReadDb,
  of: ModelTarget,
  which: SQL,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Page<Comment>> {
  const after = decodeCursor(cursor, TimeCursor)
  const before = after
    ? sql`and (c.created_at, c.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)`
    : sql``
  const { rows } = await db.execute<{ comment: CommentRow }>(sql`
    select ${commentJson} as comment from comments c where ${which} ${before}
    order by c.created_at desc, c.id desc limit ${limit + 1}`)
  return page(
    [...rows],
    limit,
    ({ comment }) => commentView(of.model.slug, comment),
    ({ comment }) => [comment.createdAt, comment.id],
  )
}

/** With the addresses of those who are members still; of others the id stays, which goes on naming them. */
async function typed(db: ReadDb, of: ModelTarget, { body, mentions }: Comment): Promise<string> {
  if (mentions.length === 0) return body
  const { rows } = await db.execute<{ id: string; email: string }>(sql`
    select p.id, p.email from members m join people p on p.id = m.person_id
    where m.organization_id = ${of.organization.organizationId} and m.removed_at is null
      and p.id in (select jsonb_array_elements_text(
        ${JSON.stringify(mentions.map(({ id }) => id))}::jsonb)::uuid)`)
  return asWritten(body, new Map(rows.map(({ id, email }) => [id, email])))
}
