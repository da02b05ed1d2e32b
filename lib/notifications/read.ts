import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Ctx } from '../actor'
import { decide, type Operation, parseInput } from '../door'
import { invalid, notFound } from '../errors'
import { isId } from '../ids'
import { findOrganization } from '../organizations/find'
import { system } from '../system'
import { OrganizationRef } from '../view'
import { isOfChosen, notificationsOf, seenBy, unreadSql } from './list'
import { inboxOf } from './own'
import { columns, pageOfRow, type Row } from './told'
import type { Unread } from './view'

const Read = OrganizationRef.extend({
  ids: z.array(z.uuid('Give ids of notifications.')).min(1).max(500).optional(),
  until: z.iso
    .datetime({ offset: true, error: 'Give a time such as 2026-11-01T12:00:00Z.' })
    .optional()
    .describe('All that came up to here; what came later stays unread'),
})

/** Marks the caller's own as read: some, or all up to a moment. Again changes nothing. */
export const readNotifications: Operation<typeof Read, Unread> = Object.assign(
  async (ctx: Ctx, raw: z.input<typeof Read>) => {
    const { org, ids, until } = parseInput(Read, raw)
    const { organizationId, personId } = ownInbox(ctx, org)
    if (ids ? until : !until)
      throw invalid('Give either ids or until: which of them you have read.')
    const which = ids
      ? sql`id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)::uuid)`
      : sql`created_at <= ${until ?? null}::timestamptz`
    return system(async (tx) => {
      await tx.execute(marked(ctx, personId, organizationId, which))
      const { rows } = await tx.execute<{ unread: number }>(
        sql`select ${unreadSql(personId, organizationId)} as unread`,
      )
      return { unread: rows[0]?.unread ?? 0 }
    })
  },
  { action: 'organization.read' as const, input: Read },
)

/**
 * Where one of the caller's own leads, which marks it as read; `mark: false` only looks. Throws not found for
 * what is not theirs, and for what they may not see any more.
 */
export async function openNotification(
  ctx: Ctx,
  { org, id, mark }: { org: string; id: string; mark: boolean },
): Promise<string> {
  const { organizationId, personId } = ownInbox(ctx, org)
  if (!isId(id)) throw gone()
  const row = await system(async (tx) => {
    const { rows } = await tx.execute<Row>(sql`
      select ${columns}, ${seenBy(ctx, organizationId)} as seen
      from ${notificationsOf(ctx, organizationId)} and n.id = ${id}`)
    const [found] = rows
    if (found && mark && !found.readAt)
      await tx.execute(marked(ctx, personId, organizationId, sql`id = ${id}`))
    return found
  })
  if (!row?.seen) throw gone()
  return pageOfRow(org, row)
}

const gone = () => notFound('There is nothing here, or you may not see it any more.')

function ownInbox(ctx: Ctx, org: string) {
  const { organization, access } = findOrganization(ctx, org)
  decide(ctx, 'organization.read', access)
  return { organizationId: organization.organizationId, personId: inboxOf(ctx) }
}

function marked(ctx: Ctx, personId: string | null, organizationId: string, which: SQL): SQL {
  return sql`update notifications set read_at = ${ctx.now().toISOString()}::timestamptz
    where person_id = ${personId} and organization_id = ${organizationId} and read_at is null and ${which}
      and ${isOfChosen(ctx, sql`model_id`)}`
}
