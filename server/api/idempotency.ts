import { createHash } from 'node:crypto'
import { canonical } from '@/lib/audit/event'
import { invalid } from '@/lib/errors'
import { claimKey, forgetKey, keepAnswer } from '@/lib/idempotency'
import type { Exchange, Route } from './router'

/**
 * Runs a create once per `Idempotency-Key` of an actor and route: a repeat gets the first answer, another
 * body with the same key is a conflict.
 */
export async function once(
  route: Route,
  { ctx, input, request, reply }: Exchange,
  run: () => Promise<unknown>,
): Promise<unknown> {
  const key = request.headers['idempotency-key']
  if (route.method !== 'POST' || key === undefined) return run()
  if (typeof key !== 'string' || key.length < 1 || key.length > 255)
    throw invalid('An Idempotency-Key has 1 to 255 characters.')
  const path = request.url.split('?')[0] ?? ''
  const requestHash = createHash('sha256').update(canonical(input)).digest('hex')
  const claim = { actorId: ctx.actor.id ?? '', route: `POST ${path}`, key, requestHash }
  const earlier = await claimKey(claim)
  if (earlier) {
    reply.header('idempotent-replayed', 'true').code(earlier.status)
    return earlier.answer
  }
  try {
    const answer = await run()
    await keepAnswer(claim, route.status, answer)
    return answer
  } catch (error) {
    await forgetKey(claim)
    throw error
  }
}
