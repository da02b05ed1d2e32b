import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { Found } from '@/lib/mlflow-search/found'

/**
 * Answers what a search found, as `{<name>: […], next_page_token?}`: whole where it is little, else piece by
 * piece as it is read, however much it is. What goes wrong behind the first piece ends the connection, and
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
  const text = Readable.from(written(name, rows, rest, json), { objectMode: false })
  return reply.code(200).type('application/json').send(text)
}

async function* written<R>(
  name: string,
  first: R[],
  rest: Found<R>['rest'],
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
    const { value } = await rest.next()
    if (!value) throw new Error('A search ended without its end.')
    yield told(value.rows)
    if (!value.end) continue
    const { token } = value.end
    yield token === null ? ']}' : `],"next_page_token":${JSON.stringify(token)}}`
    return
  }
}
