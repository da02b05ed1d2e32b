import { isIPv6 } from 'node:net'
import { and, asc, eq, gt, inArray, isNull, lt, type SQL, sql } from 'drizzle-orm'
import { signInFailures } from '@/db/schema/tables'
import type { Tx } from '../door'
import { AppError } from '../errors'
import { newId } from '../ids'
import { hashSecret } from '../secret'
import { system } from '../system'

const window = 15 * 60_000
const perEmailAndPlace = 10
const perPlace = 50
// So many that it takes ten places to lock someone out, and so few that guessing stays hopeless.
const perEmail = 100

export interface Attempt {
  /** The password was right: what failed before for this e-mail from the same place no longer counts. */
  succeeded(): Promise<void>
}

/**
 * Counts one attempt to prove who one is, before it is made, so that attempts at once cannot slip past
 * the limit. It stays counted as a failure unless it `succeeded()`. Throws `rate_limited`: after 10 for an
 * e-mail from one place, so that a stranger elsewhere locks nobody out, 50 from one place, 100 for an e-mail.
 */
export async function admitAttempt(email: string, ip: string | null): Promise<Attempt> {
  const now = new Date()
  const place = ip && placeOf(ip)
  const ofEmail = eq(signInFailures.email, email)
  const ofPlace = place ? eq(signInFailures.ip, place) : isNull(signInFailures.ip)
  const here = sql`${ofEmail} and ${ofPlace}`
  await system(async (tx) => {
    await forgetOld(tx, now)
    // Always in this order, so that two attempts never wait for each other.
    await takeTurn(tx, `sign-in e-mail ${email}`)
    if (place) await takeTurn(tx, `sign-in address ${place}`)
    await refuseMany(tx, now, here, perEmailAndPlace)
    await refuseMany(tx, now, ofEmail, perEmail)
    if (place) await refuseMany(tx, now, ofPlace, perPlace)
    await tx.insert(signInFailures).values({ id: newId(), email, ip: place, at: now })
  })
  return {
    succeeded: () =>
      system(async (tx) => {
        await tx.delete(signInFailures).where(here)
      }),
  }
}

/**
 * Counts one attempt to use a link that was handed over. Wrong ones count for their place alone, since each
 * is of another link.
 */
export function admitLink(secret: string, ip: string | null): Promise<Attempt> {
  return admitAttempt(`link ${hashSecret(secret)}`, ip)
}

/** What counts as one place: an IPv4 address, or the /64 of an IPv6 address, which one household holds whole. */
export function placeOf(ip: string): string {
  const [address = ''] = ip.toLowerCase().split('%')
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(address)?.[1]
  if (mapped || !isIPv6(address)) return mapped ?? ip
  const [head = '', tail] = address.split('::')
  const before = head.split(':').filter(Boolean)
  const after = (tail ?? '').split(':').filter(Boolean)
  // An IPv4 address at the end stands for two groups.
  const given = before.length + after.length + (address.includes('.') ? 1 : 0)
  const zeros = tail === undefined ? 0 : 8 - given
  const groups = [...before, ...Array.from({ length: zeros }, () => '0'), ...after].slice(0, 4)
  return `${groups.map((group) => group.replace(/^0+(?=.)/, '')).join(':')}::/64`
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
