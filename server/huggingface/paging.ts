import type { FastifyReply, FastifyRequest } from 'fastify'
import { invalid } from '@/lib/errors'
import { addressOf } from '../address'
import type { Entry } from './files'

// Clients do not say how many they want, and read every page.
const usual = 10_000

/** One page of entries in the order of their paths; a `Link` header leads to the next. */
export function pageOfEntries(
  entries: Entry[],
  query: Record<string, unknown>,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
): Entry[] {
  const limit = limitOf(query, usual)
  const after = typeof query.cursor === 'string' ? decoded(query.cursor) : null
  const rest = after === null ? entries : entries.filter(({ path }) => path > after)
  const shown = rest.slice(0, limit)
  const last = shown.at(-1)
  if (last && rest.length > limit)
    linkNext(request, reply, Buffer.from(last.path).toString('base64url'))
  return shown
}

/** How many of a list a request wants. */
export function limitOf({ limit }: Record<string, unknown>, most: number): number {
  if (limit === undefined) return most
  const wanted = Number(limit)
  if (!Number.isInteger(wanted) || wanted < 1) throw invalid('limit: Ask for one at least.')
  return Math.min(wanted, most)
}

/** Says where the next page is: the same address with a cursor, in full, as clients need it. */
export function linkNext(request: FastifyRequest, reply: FastifyReply, cursor: string): void {
  const next = new URL(request.url, addressOf(request))
  next.searchParams.set('cursor', cursor)
  reply.header('link', `<${next}>; rel="next"`)
}

function decoded(cursor: string): string {
  const path = Buffer.from(cursor, 'base64url').toString('utf8')
  if (Buffer.from(path).toString('base64url') === cursor) return path
  throw invalid('cursor: This is not a cursor of this list. Start again without it.')
}
