import { and, eq, isNull, lt, or } from 'drizzle-orm'
import { idempotencyKeys } from '@/db/schema/tables'
import { conflict } from './errors'
import { system } from './system'

export interface Claim {
  actorId: string
  route: string
  key: string
  requestHash: string
}

const dayMs = 86_400_000
// A first request that has not ended by then was cut off with its process.
const abandonedMs = 5 * 60_000

/** Claims a key for a request. Answers what the first request of this key was answered, if there was one. */
export async function claimKey(claim: Claim): Promise<{ status: number; answer: unknown } | null> {
  const now = Date.now()
  return system(async (tx) => {
    await tx
      .delete(idempotencyKeys)
      .where(
        and(
          isThis(claim),
          or(
            lt(idempotencyKeys.createdAt, new Date(now - dayMs)),
            and(
              isNull(idempotencyKeys.status),
              lt(idempotencyKeys.createdAt, new Date(now - abandonedMs)),
            ),
          ),
        ),
      )
    const made = await tx
      .insert(idempotencyKeys)
      .values({ ...claim, createdAt: new Date(now) })
      .onConflictDoNothing()
      .returning({ key: idempotencyKeys.key })
    if (made.length > 0) return null
    const [earlier] = await tx.select().from(idempotencyKeys).where(isThis(claim))
    if (earlier && earlier.requestHash !== claim.requestHash)
      throw conflict('This Idempotency-Key was used with another body. Use a new one.')
    if (!earlier || earlier.status === null)
      throw conflict('The first request with this Idempotency-Key is still being served.', {
        code: 'in_progress',
        retryAfter: 2,
      })
    if (earlier.response === null)
      throw conflict(
        'This was done already. Its answer held a secret, which is kept nowhere: undo it and do it again.',
        { code: 'answer_not_kept' },
      )
    return { status: earlier.status, answer: JSON.parse(earlier.response) as unknown }
  })
}

/** Keeps for a day that a request was answered, and what; null where the answer holds a secret. */
export async function keepAnswer(
  claim: Claim,
  status: number,
  kept: { answer: unknown } | null,
): Promise<void> {
  const response = kept && JSON.stringify(kept.answer ?? null)
  await system((tx) => tx.update(idempotencyKeys).set({ status, response }).where(isThis(claim)))
}

/** Frees a key whose request failed. */
export async function forgetKey(claim: Claim): Promise<void> {
  await system((tx) => tx.delete(idempotencyKeys).where(isThis(claim)))
}

const isThis = ({ actorId, route, key }: Claim) =>
  and(
    eq(idempotencyKeys.actorId, actorId),
    eq(idempotencyKeys.route, route),
    eq(idempotencyKeys.key, key),
  )
