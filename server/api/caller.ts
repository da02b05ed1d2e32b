import type { FastifyRequest } from 'fastify'
import type { Ctx, Via } from '@/lib/actor'
import type { Arrival } from '@/lib/context'
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
