import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Ctx } from '@/lib/actor'
import { busy, isAppError } from '@/lib/errors'
import { forgetAnswer, noteUnsent, type Once } from '@/lib/idempotency'
import { log } from '@/lib/log'
import { aside } from '@/lib/place'
import { system } from '@/lib/system'
import { ctxOf } from '../api/caller'
import { mostWeight, weightOf } from '../in-flight'
import { Turns } from './turns'

/** For so many milliseconds a request waits for its like in another process. */
const patienceMs = 5000
const pauseMs = 50

/** An answer that was not read after so long does not keep others waiting. */
const unreadMs = 10_000

const turns = new Turns({ most: 100, mostWeight, patienceMs: 3 * unreadMs })
const turnsOf = new WeakMap<FastifyRequest, Turn>()

interface Turn {
  once: Once
  /** What the route does, to its end; null until it begins. */
  work: Promise<unknown> | null
  /** Ends it, with the answer told or not; at most once. */
  end(isTold: boolean): void
}

/**
 * Clients send a create again when its answer does not reach them, and nothing tells that from a second one
 * that is meant, but whether the first was answered. So identical creates of a token go one after another: each
 * starts when the answer of the one before has been sent, or is known to be lost and kept for it.
 */
export async function takeTurn(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const once = claimOf(request)
  const { actorId: actor, route, key } = once
  const { raw } = reply
  const gone = new AbortController()
  const hungUp = () => gone.abort()
  raw.once('close', hungUp)
  const who = { actor, weight: weightOf(request), gone: gone.signal }
  const leave = await turns.take(JSON.stringify([actor, route, key]), who)
  raw.off('close', hungUp)
  let hasEnded = false
  const turn: Turn = {
    once,
    work: null,
    end(isTold) {
      if (hasEnded) return
      hasEnded = true
      settle(turn, isTold)
        .catch((err) => log().error({ err, requestId: request.id }, 'no end of a create was noted'))
        .finally(leave)
    },
  }
  turnsOf.set(request, turn)
  if (raw.destroyed) turn.end(false)
  else raw.once('close', () => turn.end(raw.writableFinished))
}

/** Whoever does not read the answer, such as behind another one on the same connection, gives the turn away. */
export async function limitTurn(request: FastifyRequest, { raw }: FastifyReply): Promise<void> {
  const turn = turnsOf.get(request)
  if (turn) setTimeout(() => turn.end(raw.writableFinished), unreadMs).unref()
}

/** Runs a route that makes something with a caller who makes it once. */
export async function once(
  request: FastifyRequest,
  run: (once: Ctx) => Promise<unknown>,
): Promise<unknown> {
  const ctx = ctxOf(request)
  const turn = turnsOf.get(request)
  if (!turn) return run(ctx)
  turn.work = patiently(() => run({ ...ctx, once: turn.once }))
  return turn.work
}

/** Tries again while its like is on its way in another process; nothing has been done by then. */
async function patiently(run: () => Promise<unknown>): Promise<unknown> {
  for (const until = Date.now() + patienceMs; ; await aside(() => sleep(pauseMs))) {
    try {
      return await run()
    } catch (error) {
      if (!isAppError(error) || error.code !== 'in_progress') throw error
      if (Date.now() >= until) throw busy('The same request is still being served.', 1)
    }
  }
}

/** Once its connection has ended and all is done: whoever was told may mean the next one. */
async function settle({ once, work }: Turn, isTold: boolean): Promise<void> {
  if (!work) return
  const failure = await work.then(
    () => null,
    (error: unknown) => error,
  )
  // A refusal has made nothing; what broke may have, before it did.
  if (isAppError(failure)) return
  await system((tx) => (isTold && !failure ? forgetAnswer : noteUnsent)(tx, once))
}

function claimOf(request: FastifyRequest): Once {
  const { method, routeOptions, params, query, body } = request
  const key = createHash('sha256')
    .update(JSON.stringify([params, query, body]))
    .digest('hex')
  const actorId = ctxOf(request).actor.id ?? ''
  const route = `${method} ${routeOptions.url}`
  return { actorId, route, key, requestHash: key, status: 200, secret: false, resent: true }
}
