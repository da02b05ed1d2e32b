import type { Ctx } from './actor'
import { isDatabaseAway } from './door'
import { isAppError } from './errors'
import { claimKey, findAnswer, keepAnswer, type Once } from './idempotency'
import { log } from './log'
import { aside } from './place'
import { system } from './system'

/** How one of several commands ended. */
export type Outcome<R> =
  | { ok: true; result: R }
  | {
      ok: false
      error: { code: string; message: string; details?: Record<string, unknown> | undefined }
    }

/**
 * Runs a command for each item, one after the other, each in a transaction of its own: what was done stays
 * done, and what is refused stops none of the others. Where the caller has named the request (`ctx.once`),
 * each command is named after it, so that a repeat of an interrupted request does only what is left.
 */
export async function batch<T, R>(
  ctx: Ctx,
  items: readonly T[],
  run: (ctx: Ctx, item: T) => Promise<R>,
): Promise<Outcome<R>[]> {
  const outcomes: Outcome<R>[] = []
  const { once, ...bare } = ctx
  for (const [index, item] of items.entries()) {
    const own = once && { ...once, route: `${once.route} ${index + 1}` }
    try {
      const result = own
        ? await runOnce(own, () => run({ ...bare, once: own }, item))
        : await run(bare, item)
      outcomes.push({ ok: true, result })
    } catch (error) {
      outcomes.push(refusal(ctx, error))
    }
  }
  return outcomes
}

/** Keeps what a request of several commands is answered; whoever kept an answer first is believed. */
export async function answerOnce<A>(once: Once | undefined, answer: A): Promise<A> {
  if (!once) return answer
  try {
    await system(async (tx) => {
      await claimKey(tx, once)
      await keepAnswer(tx, once, answer)
    })
    return answer
  } catch (error) {
    const earlier = isInProgress(error) && (await findAnswer(once))
    if (earlier) return earlier.answer as A
    throw error
  }
}

/** Does it, or waits for the same request that is doing it and takes its answer. */
async function runOnce<R>(once: Once, run: () => Promise<R>): Promise<R> {
  for (let tries = 1; ; tries++) {
    const earlier = await findAnswer(once)
    if (earlier) return earlier.answer as R
    try {
      return await run()
    } catch (error) {
      if (!isInProgress(error) || tries === 20) throw error
    }
    await aside(() => new Promise((resolve) => setTimeout(resolve, 100)))
  }
}

function refusal(ctx: Ctx, error: unknown): Outcome<never> {
  // Neither says anything about the item: the same request gets its answer later.
  if (isDatabaseAway(error) || isInProgress(error)) throw error
  if (isAppError(error)) {
    const { code, message, details } = error
    return { ok: false, error: { code, message, details } }
  }
  const { requestId } = ctx
  log().error({ err: error, requestId }, 'one of several commands failed')
  const message = `Something failed in the hub; its log tells more of request ${requestId}.`
  return { ok: false, error: { code: 'internal', message } }
}

const isInProgress = (error: unknown) => isAppError(error) && error.code === 'in_progress'
