import { type SQL, sql } from 'drizzle-orm'
import { commentMentions, commentRevisions, people } from '@/db/schema/tables'
import { actorView, personView } from '../people'
import { isoTime } from '../prepared'
import { versionUri } from '../uri'
import type { ActorView } from '../view'
import type { Comment, Mention } from './view'

/** A comment `c` as one JSON value of a query, without what the model is called. */
export const commentJson = sql<CommentRow>`json_build_object(
  'id', c.id,
  'authorId', c.author_id,
  'author', ${actorView(sql`c.author_id`, sql`c.token_id`)},
  'body', c.body,
  'mentions', ${mentionsOf(sql`c.id`, sql`c.body`)},
  'edits', (select count(*)::int from ${commentRevisions} r where r.comment_id = c.id),
  'createdAt', ${isoTime(sql`c.created_at`)},
  'editedAt', ${isoTime(sql`c.edited_at`)},
  'deletedAt', ${isoTime(sql`c.deleted_at`)},
  'deletedBy', ${personView(sql`c.deleted_by`)},
  'version', (select v.number from versions v where v.id = c.version_id))`

export interface CommentRow extends Omit<Comment, 'uri' | 'model'> {
  authorId: string
}

/** Those whom a text of this comment names; only who was found when it was written can be named. */
export function mentionsOf(comment: SQL, body: SQL): SQL<Mention[]> {
  return sql<Mention[]>`coalesce((
    select json_agg(json_build_object('id', p.id, 'name', p.name) order by p.name, p.id)
    from ${commentMentions} m join ${people} p on p.id = m.person_id
    where m.comment_id = ${comment} and strpos(${body}, '<@' || p.id || '>') > 0), '[]'::json)`
}

export function commentView(model: string, row: CommentRow): Comment {
  const { id, version, authorId: _, ...said } = row
  return { id, uri: uriOf(model, version), model, version, ...said }
}

/** `model://churn/v3`, or `model://churn/` for the model as a whole. */
export function uriOf(model: string, version: number | null): string {
  return version === null ? `model://${model}/` : versionUri(model, version)
}

/** The hub itself, where a row names nobody. */
export const hubItself: ActorView = { id: null, kind: 'system', name: 'Model Hub' }
