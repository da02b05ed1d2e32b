import { createHash } from 'node:crypto'
import { couldIn } from '@/lib/access'
import { canonical } from '@/lib/audit/event'
import { invalid } from '@/lib/errors'
import { claimKey, forgetKey, keepAnswer } from '@/lib/idempotency'
import { log } from '@/lib/log'
import type { Exchange, Route } from './router'

/**
 * Runs a create once per `Idempotency-Key` of an actor and route: a repeat gets the first answer, another
 * body with the same key is a conflict. An answer with a secret in it is not kept, so its repeat is one, too.
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
  // An answer is kept for those who may still ask; the create itself refuses the others.
  const { org } = input
  if (route.action && typeof org === 'string' && !couldIn(ctx, route.action, org)) return run()
  const path = request.url.split('?')[0] ?? ''
  const requestHash = createHash('sha256').update(canonical(input)).digest('hex')
  const claim = { actorId: ctx.actor.id ?? '', route: `POST ${path}`, key, requestHash }
  const earlier = await claimKey(claim)
  if (earlier) {
    reply.header('idempotent-replayed', 'true').code(earlier.status)
    return earlier.answer
  }
  const answer = await run().catch(async (error: unknown) => {
    await forgetKey(claim).catch((err: unknown) => log().error({ err }, 'a key was not freed'))
    throw error
  })
  // It is done from here on: the key stays taken, even where its answer cannot be kept.
  await keepAnswer(claim, route.status, route.secret ? null : { answer }).catch((err: unknown) =>
    log().error({ err }, 'an answer was not kept'),
  )
  return answer
}
