import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { env } from '@/lib/env'
import { busy } from '@/lib/errors'
import { inPlace } from '@/lib/place'
import { announcedBytes } from './limits'
import { Line } from './line'
import { Seat } from './seat'

/** A request that waits counts once, and once more for so many bytes of its body. */
const weightBytes = 64 * 1024

/** The largest body that is read as a whole. */
export const mostBody = 16 * 1024 * 1024

/** As much may wait in one process: a thousand small requests, or 64 MB of large ones. */
export const mostWeight = 1000

const seats = new WeakMap<FastifyRequest, Seat>()

/** Fewer than the connections of a pool, so that a page always finds one. */
export const mostAtOnce = (poolSize: number) => Math.max(1, Math.floor((poolSize * 3) / 4))

/**
 * Limits how many requests of recognized callers are worked on at once; others wait, those of one token behind
 * one another. None has a place while bytes flow: it is given back when the answer begins to be sent, and
 * while a file comes in (`aside`).
 */
export function limitInFlight(
  app: FastifyInstance,
  line = new Line(mostAtOnce(env().poolSize), mostWeight),
): void {
  app.addHook('preHandler', (request, reply, done) => {
    if (!request.ctx) return done()
    const key = request.ctx.actor.id ?? request.ip
    const seat = new Seat(line, key)
    seats.set(request, seat)
    reply.raw.once('close', () => seat.hungUp())
    seat.enter(weightOf(request), (refused) => {
      if (refused) done(busy('More is asked at once than the hub can serve. Try again shortly.', 2))
      else inPlace(seat, done)
    })
  })
  app.addHook('onSend', (request, _reply, payload, done) => {
    leaveSeat(request)
    done(null, payload)
  })
}

/** Goes on working on a request whose answer is on its way, in a place that is waited for as any. */
export async function workOn<T>(request: FastifyRequest, task: () => Promise<T>): Promise<T> {
  const seat = seats.get(request)?.another()
  if (!seat) return task()
  // It has been let in once, so it weighs nothing, and nobody refuses it.
  await new Promise<void>((go) => seat.enter(0, () => go()))
  try {
    return await inPlace(seat, task)
  } finally {
    seat.leave()
  }
}

/** Ends the work on a request that is not answered. */
export function hangUp(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  leaveSeat(request)
  return reply.hijack()
}

function leaveSeat(request: FastifyRequest): void {
  seats.get(request)?.leave()
}

/** What a request weighs that waits: one whose sender does not say how long its body is, as much as any may. */
export function weightOf({ body, raw }: FastifyRequest): number {
  const isSaid = raw.headers['content-length'] !== undefined
  const held = () => (isSaid ? announcedBytes(raw) || weightBytes : mostBody)
  const bytes = body === undefined || body === null ? 0 : held()
  return 1 + Math.floor(bytes / weightBytes)
}
