import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { inert } from './bytes'

/** Answers with a CSV file of this name, whole or in pieces. */
export function sendCsv(reply: FastifyReply, name: string, body: string | AsyncIterable<string>) {
  return sendText(reply, { name: `${name}.csv`, type: 'text/csv' }, body)
}

/** Answers with a file of text, to be kept and not shown. */
export function sendText(
  reply: FastifyReply,
  { name, type }: { name: string; type: string },
  body: string | AsyncIterable<string>,
) {
  reply.headers({
    ...inert,
    'content-disposition': `attachment; filename="${name}"`,
    'cache-control': 'private, no-cache',
  })
  const sent = typeof body === 'string' ? body : Readable.from(body)
  return reply.type(`${type}; charset=utf-8`).send(sent)
}
