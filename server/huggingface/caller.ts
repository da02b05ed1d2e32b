import type { FastifyRequest } from 'fastify'
import type { Ctx } from '@/lib/actor'
import { contextFromToken } from '@/lib/context'
import { unauthenticated } from '@/lib/errors'
import { arrivalOf } from '../api/caller'

/**
 * Who calls, by an API token as bearer. Clients that take no token but one that begins with `hf_` may write
 * that before it. A browser's cookie opens nothing here.
 */
export function recognizeHuggingface(request: FastifyRequest): Promise<Ctx> {
  const [, token] =
    /^Bearer\s+(?:hf_(?=hub_))?(\S+)$/i.exec(request.headers.authorization ?? '') ?? []
  if (!token) throw unauthenticated('Send an API token of the hub: set HF_TOKEN to it.')
  return contextFromToken(token, { ...arrivalOf(request), via: 'huggingface' })
}
