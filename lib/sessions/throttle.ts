import { and, asc, eq, gt, inArray, lt, type SQL, sql } from 'drizzle-orm'
import { signInFailures } from '@/db/schema/tables'
import type { Tx } from '../door'
import { AppError } from '../errors'
import { newId } from '../ids'
import { system } from '../system'

const window = 15 * 60_000
const perEmail = 10
const perAddress = 50

export interface Attempt {
  /** The password was right: what failed before for this e-mail no longer counts. */
  succeeded(): Promise<void>
}

/**
 * Counts one attempt to prove who one is, before it is made, so that attempts at once cannot slip past
 * the limit. It stays counted as a failure unless it `succeeded()`. Throws `rate_limited`.
 */
export async function admitAttempt(email: string, ip: string | null): Promise<Attempt> {
  const now = new Date()
  await system(async (tx) => {
    await forgetOld(tx, now)
    // Always in this order, so that two attempts never wait for each other.
    await takeTurn(tx, `sign-in e-mail ${email}`)
    if (ip) await takeTurn(tx, `sign-in address ${ip}`)
    await refuseMany(tx, now, eq(signInFailures.email, email), perEmail)
    if (ip) await refuseMany(tx, now, eq(signInFailures.ip, ip), perAddress)
    await tx.insert(signInFailures).values({ id: newId(), email, ip, at: now })
  })
  return {
    succeeded: () =>
      system(async (tx) => {
        await tx.delete(signInFailures).where(eq(signInFailures.email, email))
      }),
  }
}

async function refuseMany(tx: Tx, now: Date, whose: SQL, limit: number): Promise<void> {
  const rows = await tx
    .select({ at: signInFailures.at })
    .from(signInFailures)
    .where(and(whose, gt(signInFailures.at, new Date(now.getTime() - window))))
    .orderBy(asc(signInFailures.at))
  const first = rows.at(-limit)
  if (!first) return
  const retryAfter = Math.max(1, Math.ceil((first.at.getTime() + window - now.getTime()) / 1000))
  throw new AppError(
    'rate_limited',
    `Too many attempts failed. Try again in ${inMinutes(retryAfter)}.`,
    { retryAfter },
  )
}

async function takeTurn(tx: Tx, key: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`)
}

async function forgetOld(tx: Tx, now: Date): Promise<void> {
  const old = tx
    .select({ id: signInFailures.id })
    .from(signInFailures)
    .where(lt(signInFailures.at, new Date(now.getTime() - window)))
    .limit(500)
    .for('update', { skipLocked: true })
  await tx.delete(signInFailures).where(inArray(signInFailures.id, old))
}

function inMinutes(seconds: number): string {
  const minutes = Math.ceil(seconds / 60)
  return minutes === 1 ? 'a minute' : `${minutes} minutes`
}
