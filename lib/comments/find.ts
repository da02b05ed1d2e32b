import { and, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { comments, models, versions } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { ReadDb, Target } from '../door'
import { notFound } from '../errors'
import { isId } from '../ids'
import { isThere } from '../life/find'
import { type ModelTarget, modelColumns, modelTarget } from '../models/find'
import { findOrganization } from '../organizations/find'
import { OrganizationRef } from '../view'
import { uriOf } from './load'

export const CommentRef = OrganizationRef.extend({ id: z.string() })
export type CommentRef = z.infer<typeof CommentRef>

export interface CommentTarget extends Target {
  of: ModelTarget
  comment: typeof comments.$inferSelect
  /** The number of the version that it is about. */
  version: number | null
}

/** A comment on something that the caller sees, deleted ones too. Throws not found. */
export async function findComment(
  db: ReadDb,
  ctx: Ctx,
  { org, id }: CommentRef,
  { lock = false } = {},
): Promise<CommentTarget> {
  const { organization } = findOrganization(ctx, org)
  const search = db
    .select({
      ...modelColumns,
      comment: comments,
      version: sql<{ number: number; life: typeof models.$inferSelect.life } | null>`(
        select json_build_object('number', v.number, 'life', v.life)
        from ${versions} v where v.id = comments.version_id)`,
    })
    .from(comments)
    .innerJoin(models, eq(models.id, comments.modelId))
    .where(and(eq(comments.organizationId, organization.organizationId), eq(comments.id, id)))
  const [found] = isId(id) ? await (lock ? search.for('update', { of: comments }) : search) : []
  const of = found && modelTarget(organization, found)
  const isGone = found?.version?.life === 'deleted'
  if (!of || isGone || !isThere(ctx, of.model, of.access, {}))
    throw notFound('There is no such comment, or you may not see it.')
  const { comment } = found
  const version = found.version?.number ?? null
  return {
    of,
    comment,
    version,
    access: { ...of.access, ownerId: comment.authorId },
    event: commentEvent(of, comment.id, version),
  }
}

/** What an event about a comment is about: which one, and on what. Never what it says. */
export function commentEvent(of: ModelTarget, id: string, version: number | null) {
  return { ...of.event, kind: 'comment', id, uri: uriOf(of.model.slug, version) }
}
