import { and, eq, inArray } from 'drizzle-orm'
import { database } from '@/db/client'
import { preferences } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { preferenceKinds } from '../preferences/kinds'
import { type NotificationKind, type Ways, waysOf } from './kinds'
import { inboxOf } from './own'

export interface ChosenWays {
  organization: { slug: string; name: string }
  ways: Record<NotificationKind, Ways>
}

/**
 * By which ways the caller is told of what, in each organization: what one may say too much of, another says
 * too little, so each is chosen for itself. One query.
 */
export async function listChoices(ctx: Ctx): Promise<ChosenWays[]> {
  const { memberships } = ctx
  const personId = inboxOf(ctx)
  const ids = memberships.map(({ organizationId }) => organizationId)
  if (!personId || ids.length === 0) return []
  const rows = await database()
    .read.select({ organizationId: preferences.organizationId, value: preferences.value })
    .from(preferences)
    .where(
      and(
        eq(preferences.personId, personId),
        eq(preferences.key, 'notifications'),
        inArray(preferences.organizationId, ids),
      ),
    )
  return memberships.map(({ organizationId, slug, name }) => {
    const kept = rows.find((row) => row.organizationId === organizationId)?.value
    const parsed = preferenceKinds.notifications.safeParse(kept)
    return { organization: { slug, name }, ways: waysOf(parsed.data ?? {}) }
  })
}
