import { createHash } from 'node:crypto'
import { couldIn } from '@/lib/access'
import type { Ctx } from '@/lib/actor'
import { canonical } from '@/lib/audit/event'
import { invalid } from '@/lib/errors'
import { findAnswer } from '@/lib/idempotency'
import type { Exchange, Route } from './router'

/**
 * Runs a create once per `Idempotency-Key` of an actor and route: a repeat gets the first answer, another
 * body with the same key is a conflict. An answer with a secret in it is not kept, so its repeat is one, too.
 */
export async function once(
  route: Route,
  { ctx, input, request, reply }: Exchange,
  run: (ctx: Ctx) => Promise<unknown>,
): Promise<unknown> {
  const key = request.headers['idempotency-key']
  if (!route.keyed || key === undefined) return run(ctx)
  if (typeof key !== 'string' || key.length < 1 || key.length > 255)
    throw invalid('An Idempotency-Key has 1 to 255 characters.')
  // An answer is kept for those who may still ask; the create itself refuses the others.
  const { org } = input
  if (route.action && typeof org === 'string' && !couldIn(ctx, route.action, org)) return run(ctx)
  const path = request.url.split('?')[0] ?? ''
  const requestHash = createHash('sha256').update(canonical(input)).digest('hex')
  const { status, secret = false } = route
  const actorId = ctx.actor.id ?? ''
  const claim = { actorId, route: `POST ${path}`, key, requestHash, status, secret }
  const earlier = await findAnswer(claim)
  if (!earlier) return run({ ...ctx, once: claim })
  reply.header('idempotent-replayed', 'true').code(earlier.status)
  return earlier.answer
}
