import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { Found } from '@/lib/mlflow-search/found'
import { workOn } from '../in-flight'

/**
 * Answers what a search found, as `{<name>: […], next_page_token?}`: whole where it is little, else piece by
 * piece as it is read, however much it is, each in a place among the requests at work. What goes wrong behind the first piece ends the connection, and
 * the client asks again.
 */
export async function answerFound<R>(
  reply: FastifyReply,
  name: string,
  { first, rest }: Found<R>,
  json: (row: R) => unknown,
): Promise<unknown> {
  const { rows, end } = first
  if (end)
    return { [name]: rows.map(json), ...(end.token !== null && { next_page_token: end.token }) }
  const { request } = reply
  const next = () =>
    workOn(request, async () => {
      if (reply.raw.destroyed) throw new Error('Nobody is left to be told.')
      return rest.next()
    })
  const text = Readable.from(written(name, rows, next, json), { objectMode: false })
  return reply.code(200).type('application/json').send(text)
}

async function* written<R>(
  name: string,
  first: R[],
  next: Found<R>['rest']['next'],
  json: (row: R) => unknown,
): AsyncGenerator<string> {
  yield `{${JSON.stringify(name)}:[`
  let comma = ''
  const told = (rows: R[]) => {
    const text = rows.map((row) => JSON.stringify(json(row))).join(',')
    const after = text && comma
    if (text) comma = ','
    return after + text
  }
  yield told(first)
  for (;;) {
    const { value } = await next()
    if (!value) throw new Error('A search ended without its end.')
    yield told(value.rows)
    if (!value.end) continue
    const { token } = value.end
    yield token === null ? ']}' : `],"next_page_token":${JSON.stringify(token)}}`
    return
  }
}
