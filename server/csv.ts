import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { inert } from './bytes'

/** Answers with a CSV file of this name, whole or in pieces. */
export function sendCsv(reply: FastifyReply, name: string, body: string | AsyncIterable<string>) {
  reply.headers({
    ...inert,
    'content-disposition': `attachment; filename="${name}.csv"`,
    'cache-control': 'private, no-cache',
  })
  const sent = typeof body === 'string' ? body : Readable.from(body)
  return reply.type('text/csv; charset=utf-8').send(sent)
}
