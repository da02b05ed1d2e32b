import { and, eq, isNull, lt, type SQL } from 'drizzle-orm'
import { mails, notifications } from '@/db/schema/tables'
import type { Tx } from '../door'
import { stalesAfterDays } from '../mail/claim'
import { dayMs } from '../time'

/** Days that an inbox reaches back. */
export const keptDays = 90

/** Removes what is too old to be read, with its mails, and gives up mails that came to nothing in time. */
export async function tidyNotifications(tx: Tx, now: Date): Promise<void> {
  const daysAgo = (days: number) => new Date(now.getTime() - days * dayMs)
  await tx.delete(notifications).where(lt(notifications.createdAt, daysAgo(keptDays)))
  await tx
    .update(mails)
    .set({ endedAt: now, problem: `Not sent within ${stalesAfterDays} days.` })
    .where(and(isNull(mails.endedAt), lt(mails.createdAt, daysAgo(stalesAfterDays))))
}

/** Takes away what somebody was told of, in one organization or altogether, with the mails of it. */
export async function forgetNotifications(
  tx: Tx,
  personId: string,
  organizationId?: string,
): Promise<void> {
  const of: SQL[] = [eq(notifications.personId, personId)]
  if (organizationId) of.push(eq(notifications.organizationId, organizationId))
  await tx.delete(notifications).where(and(...of))
}
