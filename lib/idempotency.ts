import { deserialize, serialize } from 'node:v8'
import { and, between, eq, isNull, lt, or, sql } from 'drizzle-orm'
import { database, type Tx } from '@/db/client'
import { idempotencyKeys } from '@/db/schema/tables'
import type { Ctx } from './actor'
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
  /**
   * Nobody named the request: a client that was not answered sends the very same again, and one that was may
   * mean it. So the answer is kept until it has been sent (`forgetAnswer`), and for two minutes at most.
   */
  resent?: boolean
}

/** The caller for what has to be there before the one thing that is made once. */
export function beforehand({ once: _, ...ctx }: Ctx): Ctx {
  return ctx
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

/**
 * Takes the key for the rest of the transaction. Throws conflict while another request has it. Answers with
 * what is to be told again instead of doing it, where a client sends again what it was not answered.
 */
export async function claimKey(tx: Tx, once: Once): Promise<{ answer: unknown } | null> {
  const name = JSON.stringify([once.actorId, once.route, once.key])
  const lock = sql`select pg_try_advisory_xact_lock(hashtextextended(${name}, 0)) as got`
  const { rows } = await tx.execute<{ got: boolean }>(lock)
  if (!rows[0]?.got) throw inProgress()
  const kept = new Date(Date.now() - (once.resent ? resentMs : dayMs))
  const isOver = or(lt(idempotencyKeys.createdAt, kept), isNull(idempotencyKeys.status))
  await tx.delete(idempotencyKeys).where(and(isThis(once), isOver))
  const [taken] = await tx.select().from(idempotencyKeys).where(isThis(once))
  if (!taken) return null
  // Whoever had it has just ended: asking again finds the answer.
  if (!once.resent) throw inProgress()
  const isOnItsWay = taken.status === onItsWay && Date.now() - taken.createdAt.getTime() < sendingMs
  if (isOnItsWay) throw inProgress()
  const again = { status: onItsWay, createdAt: new Date() }
  await tx.update(idempotencyKeys).set(again).where(isThis(once))
  return { answer: deserialize(Buffer.from(taken.response ?? '', 'base64')) as unknown }
}

/** The client has been told: the same request once more means another one. */
export async function forgetAnswer(tx: Tx, once: Once): Promise<void> {
  await tx.delete(idempotencyKeys).where(isThis(once))
}

/** The client was not told: the same request once more is a repeat. */
export async function noteUnsent(tx: Tx, once: Once): Promise<void> {
  await tx.update(idempotencyKeys).set({ status: once.status }).where(isThis(once))
}

/** Keeps the key and what its request is answered: for a day, or until the client has been told. */
export async function keepAnswer(tx: Tx, once: Once, answer: unknown): Promise<void> {
  const { actorId, route, key, requestHash, secret } = once
  const status = once.resent ? onItsWay : once.status
  // The answer of a command is told again by who translates it, dates and all; any other as it is.
  const text = () =>
    once.resent ? serialize(answer).toString('base64') : JSON.stringify(answer ?? null)
  const response = secret ? null : text()
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

/** The status of a key whose answer is being sent, or was when its process was killed. */
const onItsWay = 102

// Clients of MLflow try again for about as long.
const resentMs = 120_000

/** An answer that is still on its way after this long was lost with the process that sent it. */
const sendingMs = 5000

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
