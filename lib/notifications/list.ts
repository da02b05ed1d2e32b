import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { models } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { findOrganization } from '../organizations/find'
import { decodeCursor, page, TimeCursor } from '../page'
import { query } from '../query'
import { OrganizationRef, PageInput } from '../view'
import { uuids, visibleModels } from '../visibility'
import { inboxOf } from './own'
import { columns, type Row, viewOf } from './told'
import { shows } from './view'

/** What the caller was told of in an organization, newest first; or what of it they have not read. */
export const listInbox = query({
  action: 'organization.read',
  input: OrganizationRef.extend(PageInput.shape).extend({ show: z.enum(shows).default('all') }),
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  async run({ db, subject: { organization }, input, ctx }) {
    const { organizationId } = organization
    const { show, limit, cursor } = input
    const after = decodeCursor(cursor, TimeCursor)
    const { rows } = await db.execute<Row>(sql`
      select ${columns}, ${seenBy(ctx, organizationId)} as seen from ${notificationsOf(ctx, organizationId)}
        ${show === 'unread' ? sql`and n.read_at is null` : sql``}
        ${after ? sql`and (n.created_at, n.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``}
      order by n.created_at desc, n.id desc limit ${limit + 1}`)
    const view = (row: Row) => viewOf(input.org, row)
    return page([...rows], limit, view, ({ createdAt, id }) => [createdAt, id])
  },
})

/** The caller's inbox in an organization, with the models that it speaks of. */
export function notificationsOf(ctx: Ctx, organizationId: string): SQL {
  return sql`notifications n left join ${models} on models.id = n.model_id
    where n.person_id = ${inboxOf(ctx)} and n.organization_id = ${organizationId}
      and n.body ->> 'mailOnly' = 'false'
      and ${isOfChosen(ctx, sql`n.model_id`)}`
}

/** A token that is limited to some models reads of these alone. */
export function isOfChosen(ctx: Ctx, model: SQL): SQL {
  const chosen = ctx.actor.kind === 'token' ? ctx.actor.modelIds : null
  return chosen ? sql`${model} = any(${uuids(chosen)})` : sql`true`
}

/** Whether the caller sees what a notification speaks of, as they are by now. */
export function seenBy(ctx: Ctx, organizationId: string): SQL {
  return sql`(n.model_id is null or coalesce(models.life <> 'deleted'
    and ${visibleModels(ctx, organizationId)}, false))`
}

/** How many the caller has not read, up to 100; one look into an index. */
export function unreadSql(personId: string | null, organizationId: string): SQL<number> {
  return sql<number>`(select count(*)::int from (select 1 from notifications n
    where n.person_id = ${personId} and n.organization_id = ${organizationId} and n.read_at is null
    limit 100) unread)`
}
