import { sql } from 'drizzle-orm'
import { lockOf } from '@/db/client'
import { system } from '../system'

/** Seconds that whoever sends something has for it; then it is somebody else's. */
export const leaseSeconds = 180

/** Days after which nobody is mailed any more of what happened. */
export const stalesAfterDays = 3

/** Minutes until the next attempt, after each that failed. */
export const waitMinutes = [1, 5, 30, 120, 360, 720, 1440] as const

/** No mail waits longer than this after so many attempts: one that does saw a clock that ran ahead. */
export const longestWaits = [0, ...waitMinutes].map(
  (minutes) => Math.max(minutes * 60, leaseSeconds) * 1000 + 10_000,
)

/** What goes out together, as one message to one person; the same set at each attempt. */
export interface Claim {
  personId: string
  /** Of the mails in it, in order. */
  ids: string[]
  /** Which attempt this is, from 1 on. */
  attempt: number
}

/**
 * Takes what is due to one person: all that waits for its first attempt, or what failed together before. Null
 * where nothing is due. What is claimed becomes due again by itself, for the case that the claimant is no more.
 */
export function claimNext(now: Date): Promise<Claim | null> {
  const at = now.toISOString()
  return system(async (tx) => {
    // One after the other: a person's mails are many rows, and each is to go out once.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${lockOf('mails')}))`)
    const { rows } = await tx.execute<{ personId: string; ids: string[]; attempt: number }>(sql`
      with first as (
        select person_id, attempts, next_at from mails
        where ended_at is null and next_at <= ${at}::timestamptz
          and created_at > ${at}::timestamptz - ${stalesAfterDays} * interval '1 day'
        order by next_at, id limit 1),
      -- What is claimed together fails together: a moment of its own tells it from the rest.
      lease as (select ${at}::timestamptz + (${leaseSeconds * 1000} + random() * 1000)::int * interval '1 millisecond' as until),
      taken as (
        update mails m set attempts = m.attempts + 1, next_at = lease.until, claimed_until = lease.until
        from first f, lease
        where m.person_id = f.person_id and m.ended_at is null and m.attempts = f.attempts
          and (f.attempts = 0 or m.next_at = f.next_at)
        returning m.id, m.person_id, m.attempts)
      select person_id as "personId", attempts as attempt, array_agg(id order by id) as ids
      from taken group by person_id, attempts`)
    return rows[0] ?? null
  })
}

/** Notes that mails were handed over, or given up for a reason. */
export async function end(ids: readonly string[], at: Date, problem: string | null): Promise<void> {
  if (ids.length === 0) return
  await system((tx) =>
    tx.execute(sql`update mails set ended_at = ${at.toISOString()}::timestamptz, claimed_until = null,
      problem = ${problem} where id = any(${sql.param(ids)}::uuid[]) and ended_at is null`),
  )
}

/** Notes why an attempt failed, and when the next one is. */
export async function postpone(
  ids: readonly string[],
  until: Date,
  problem: string,
): Promise<void> {
  await system((tx) =>
    tx.execute(sql`update mails set next_at = ${until.toISOString()}::timestamptz, claimed_until = null,
      problem = ${problem} where id = any(${sql.param(ids)}::uuid[]) and ended_at is null`),
  )
}
