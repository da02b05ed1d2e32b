import { eq, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { recalls } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { ReadDb } from '../door'
import { notFound } from '../errors'
import { findOrganization } from '../organizations/find'
import { decodeCursor, page, TimeCursor } from '../page'
import { actorView, personView } from '../people'
import { isoTime } from '../prepared'
import { query } from '../query'
import { OrganizationRef, type Page, PageInput } from '../view'
import { findNode, NodeRef } from './find'
import { affectedItems, counted, countItems } from './items'
import { recallNotices, visibleSubject } from './recalled'
import type { Affected, Recall, RecallItem, RecallNotice } from './view'

export const RecallRef = OrganizationRef.extend({ id: z.uuid('This is no id of a recall.') })

/** The recalls of an organization, newest first, without what they reached; with `active`, those that hold or those that do not. */
export const listRecalls = query({
  action: 'lineage.read',
  input: OrganizationRef.extend({
    active: z
      .union([z.boolean(), z.stringbool()])
      .optional()
      .describe('true: those that hold now; false: those that were lifted'),
    uri: NodeRef.shape.uri.optional().describe('Only those of this very thing'),
    project: NodeRef.shape.project,
    ...PageInput.shape,
  }),
  async load(db, { org, uri, project }, ctx) {
    const { organization, access } = findOrganization(ctx, org)
    const of = uri === undefined ? null : (await findNode(db, ctx, { org, uri, project })).node.id
    return { organization, access, of }
  },

  async run({ db, subject, input, ctx }): Promise<Page<RecallItem>> {
    const { organizationId } = subject.organization
    const itself = subject.of ? sql`rc.subject_id = ${subject.of}` : sql`true`
    const after = decodeCursor(input.cursor, TimeCursor)
    const { active, limit } = input
    const held = active === undefined ? sql`true` : sql`(rc.lifted_at is null) = ${active}::boolean`
    const beyond = after
      ? sql`(rc.created_at, rc.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)`
      : sql`true`
    const rows = await recallItems(
      db,
      ctx,
      organizationId,
      sql`${held} and ${itself} and ${beyond}`,
      limit + 1,
    )
    return page(
      rows,
      limit,
      (row) => row,
      ({ at, id }) => [at, id],
    )
  },
})

export const getRecall = query({
  action: 'lineage.read',
  input: RecallRef,
  load: (db, input, ctx) => findRecall(db, ctx, input),

  async run({ db, subject: { recall }, ctx }): Promise<Recall> {
    const { organizationId, id } = recall
    const found = await viewRecall(db, ctx, organizationId, sql`rc.id = ${id}`)
    if (!found) throw new Error('A recall that was there is gone.')
    return found
  },
})

/** A recall whose subject the caller sees. Throws not found. */
export async function findRecall(db: ReadDb, ctx: Ctx, { org, id }: z.output<typeof RecallRef>) {
  const { organization, access } = findOrganization(ctx, org)
  const { organizationId } = organization
  const { rows } = await db.execute<{ id: string }>(sql`select rc.id from recalls rc
    where rc.id = ${id} and rc.organization_id = ${organizationId}
      and ${visibleSubject(ctx, organizationId)}`)
  const [recall] = rows[0] ? await db.select().from(recalls).where(eq(recalls.id, id)) : []
  if (!recall) throw notFound(`There is no recall ${id} in ${org}.`)
  return { organization, recall, access }
}

/** The recalls that hold now and reach something, the oldest first, for its banner. */
export const getRecallNotices = query({
  action: 'lineage.read',
  input: NodeRef,
  load: (db, input, ctx) => findNode(db, ctx, input),

  async run({ db, subject: { organization, node }, ctx }): Promise<RecallNotice[]> {
    const found = await recallNotices(db, ctx, organization.organizationId, [node.id])
    return found.get(node.id) ?? []
  },
})

/** Recalls `rc` for which a condition holds, of what the caller sees, newest first, in one query. */
async function recallItems(
  db: ReadDb,
  ctx: Ctx,
  organizationId: string,
  which: SQL,
  limit: number,
): Promise<RecallItem[]> {
  const { rows } = await db.execute<RecallItem & Record<string, unknown>>(sql`
    select rc.id, rc.uri, rc.reason, ${actorView(sql`rc.created_by`, sql`rc.token_id`)} as by,
      ${isoTime(sql`rc.created_at`)} as at, ${isoTime(sql`rc.lifted_at`)} as "liftedAt",
      ${personView(sql`rc.lifted_by`)} as "liftedBy", rc.lift_reason as "liftReason"
    from recalls rc
    where rc.organization_id = ${organizationId} and ${visibleSubject(ctx, organizationId)}
      and ${which}
    order by rc.created_at desc, rc.id desc limit ${limit}`)
  return rows
}

/** The newest such recall with what it reached; null where there is none. */
export async function viewRecall(
  db: ReadDb,
  ctx: Ctx,
  organizationId: string,
  which: SQL,
): Promise<Recall | null> {
  const [found] = await recallItems(db, ctx, organizationId, which, 1)
  return found ? { ...found, affected: await reachedBy(db, ctx, organizationId, found.id) } : null
}

async function reachedBy(
  db: ReadDb,
  ctx: Ctx,
  organizationId: string,
  id: string,
): Promise<Affected> {
  const items = affectedItems(
    ctx,
    organizationId,
    sql`(select subject_id from recalls where id = ${id})`,
  )
  const { rows } = await db.execute<{ rank: number; count: number }>(sql`
    with reach as materialized (select kind, node_id as id from recall_effects
      where recall_id = ${id})
    ${countItems(items)}`)
  return counted(rows)
}
