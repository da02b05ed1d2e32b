import { and, between, eq, isNull, lt, or, sql } from 'drizzle-orm'
import { database, type Tx } from '@/db/client'
import { idempotencyKeys } from '@/db/schema/tables'
import { conflict } from './errors'
import { dayMs } from './time'

/**
 * What makes a create happen once per `Idempotency-Key` of an actor and route. The key and the answer are
 * kept in the transaction of the change itself: whatever is killed, neither is there without the other.
 */
export interface Once {
  actorId: string
  route: string
  key: string
  requestHash: string
  /** What the answer is told with. */
  status: number
  /** The answer holds a secret, which is kept nowhere. */
  secret: boolean
}

/** What the first request of this key was answered, if there was one. Throws conflict for another body. */
export async function findAnswer(once: Once): Promise<{ status: number; answer: unknown } | null> {
  const [earlier] = await database().read.select().from(idempotencyKeys).where(isThis(once))
  if (!earlier || earlier.status === null || earlier.createdAt < yesterday()) return null
  if (earlier.requestHash !== once.requestHash)
    throw conflict('This Idempotency-Key was used with another body. Use a new one.')
  if (earlier.response === null)
    throw conflict(
      'This was done already. Its answer held a secret, which is kept nowhere: undo it and do it again.',
      { code: 'answer_not_kept' },
    )
  return { status: earlier.status, answer: JSON.parse(earlier.response) as unknown }
}

/** Takes the key for the rest of the transaction. Throws conflict while another request has it. */
export async function claimKey(tx: Tx, once: Once): Promise<void> {
  const name = JSON.stringify([once.actorId, once.route, once.key])
  const lock = sql`select pg_try_advisory_xact_lock(hashtextextended(${name}, 0)) as got`
  const { rows } = await tx.execute<{ got: boolean }>(lock)
  if (!rows[0]?.got) throw inProgress()
  const isOver = or(lt(idempotencyKeys.createdAt, yesterday()), isNull(idempotencyKeys.status))
  await tx.delete(idempotencyKeys).where(and(isThis(once), isOver))
  // Whoever had it has just ended: asking again finds the answer.
  const { key } = idempotencyKeys
  const [taken] = await tx.select({ key }).from(idempotencyKeys).where(isThis(once))
  if (taken) throw inProgress()
}

/** Keeps the key and what its request is answered, for a day. */
export async function keepAnswer(tx: Tx, once: Once, answer: unknown): Promise<void> {
  const { actorId, route, key, requestHash, status, secret } = once
  const response = secret ? null : JSON.stringify(answer ?? null)
  const createdAt = new Date()
  await tx
    .insert(idempotencyKeys)
    .values({ actorId, route, key, requestHash, status, response, createdAt })
}

/**
 * Takes a text out of the answer kept to whoever made a thing, for when the text goes: a repeat is told what
 * was made, without it. An answer is kept in the transaction of what it tells of, so at about its time.
 */
export async function forgetText(tx: Tx, id: string, madeAt: Date, emptied: object): Promise<void> {
  const [from, to] = [-hourMs, hourMs].map((by) => new Date(madeAt.getTime() + by)) as [Date, Date]
  const at = between(idempotencyKeys.createdAt, from, to)
  const names = sql`position(${id} in ${idempotencyKeys.response}) > 0`
  for (const { response, ...kept } of await tx
    .select()
    .from(idempotencyKeys)
    .where(and(at, names))) {
    const answer = JSON.parse(response ?? 'null') as { id?: unknown } | null
    if (answer?.id !== id) continue
    const without = JSON.stringify({ ...answer, ...emptied })
    await tx.update(idempotencyKeys).set({ response: without }).where(isThis(kept))
  }
}

const inProgress = () =>
  conflict('The first request with this Idempotency-Key is still being served.', {
    code: 'in_progress',
    retryAfter: 2,
  })

const yesterday = () => new Date(Date.now() - dayMs)

const hourMs = 3_600_000

const isThis = ({ actorId, route, key }: Pick<Once, 'actorId' | 'route' | 'key'>) =>
  and(
    eq(idempotencyKeys.actorId, actorId),
    eq(idempotencyKeys.route, route),
    eq(idempotencyKeys.key, key),
  )
