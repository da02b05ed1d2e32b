import type { FastifyRequest } from 'fastify'
import type { Ctx, Via } from '@/lib/actor'
import type { Arrival } from '@/lib/context'
import { unauthenticated } from '@/lib/errors'
import { callerOf } from '../caller'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; null outside of the routes that need to know. */
    ctx: Ctx | null
  }
}

/** Finds out who sends a request, through which door. */
export function recognize(request: FastifyRequest, door: Via): Promise<Ctx> {
  return callerOf(request.raw, arrivalOf(request), door)
}

/** What is known of a request before anyone is recognized. */
export function arrivalOf(request: FastifyRequest): Omit<Arrival, 'via'> {
  const { 'user-agent': userAgent = null, 'hub-client': client } = request.headers
  const origin = { ip: request.ip, userAgent, client: client ? String(client).slice(0, 200) : null }
  return { requestId: request.id, origin }
}

export function ctxOf({ ctx }: FastifyRequest): Ctx {
  if (!ctx) throw new Error('A route asks for its caller, whom nobody has recognized.')
  return ctx
}

/** The organization of a token, for doors that have none in their paths. */
export function organizationOf({ memberships }: Ctx): string {
  const [membership] = memberships
  if (!membership) throw unauthenticated('This token belongs to no organization.')
  return membership.slug
}
