import { and, eq, isNull, lt, type SQL, sql } from 'drizzle-orm'
import { mails, notifications } from '@/db/schema/tables'
import type { Tx } from '../door'
import { longestWaits, stalesAfterDays } from '../mail/claim'
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
  await mendTimes(tx, now)
}

/**
 * Makes due at once what would wait longer than a mail ever waits: it was put off, or taken, by a clock that ran
 * ahead and was set back. What failed together stays together, by a moment of its own.
 */
async function mendTimes(tx: Tx, now: Date): Promise<void> {
  const at = now.toISOString()
  const waits = sql.param(longestWaits.map((ms) => Math.ceil(ms / 1000) + 60))
  await tx.execute(sql`
    update mails m
    set claimed_until = null, next_at = ${at}::timestamptz
      - ((extract(epoch from m.next_at) * 1000)::bigint % 10000) * interval '1 millisecond'
    where m.ended_at is null and m.next_at > ${at}::timestamptz
      + make_interval(secs => (${waits}::int[])[least(m.attempts, ${longestWaits.length - 1}) + 1])`)
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
