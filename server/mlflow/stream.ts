import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { Found, Pieces } from '@/lib/mlflow-search/found'

/**
 * Answers what a search found, as `{<name>: […], next_page_token?}`: whole where it is little, else piece by
 * piece as it is read, however much it is. What goes wrong behind the first piece ends the connection, and
 * the client asks again.
 */
export async function answerFound<R>(
  reply: FastifyReply,
  name: string,
  { read, rest, token }: Found<R>,
  json: (row: R) => unknown,
): Promise<unknown> {
  if (!rest)
    return { [name]: read.flat().map(json), ...(token !== null && { next_page_token: token }) }
  const text = Readable.from(written(name, read, rest, json), { objectMode: false })
  return reply.code(200).type('application/json').send(text)
}

async function* written<R>(
  name: string,
  read: R[][],
  rest: Pieces<R>,
  json: (row: R) => unknown,
): AsyncGenerator<string> {
  yield `{${JSON.stringify(name)}:[`
  let comma = ''
  const piece = (rows: R[]) => {
    const text = rows.map((row) => JSON.stringify(json(row))).join(',')
    const after = text && comma
    if (text) comma = ','
    return after + text
  }
  for (const rows of read) yield piece(rows)
  for (;;) {
    const { value, done } = await rest.next()
    if (!done) {
      yield piece(value)
      continue
    }
    yield value === null ? ']}' : `],"next_page_token":${JSON.stringify(value)}}`
    return
  }
}
