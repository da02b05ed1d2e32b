import type { FastifyRequest } from 'fastify'
import { env } from '@/lib/env'
import { invalid } from '@/lib/errors'

/**
 * Where clients reach the hub, for answers that need a whole address: where it says so itself, else where this
 * request was sent. Throws invalid for a Host header that no address can hold.
 */
export function addressOf(request: FastifyRequest): string {
  const { publicUrl } = env()
  if (publicUrl) return publicUrl
  const origin = `${request.protocol}://${request.host}`
  if (/^[\w.:[\]-]+$/.test(request.host) && URL.canParse(origin)) return origin
  throw invalid('The Host header holds no host. Send the name or address of the hub in it.')
}
