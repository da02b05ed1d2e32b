// What the hub is measured against: Node's own server that sends the same statements through the same
// driver and answers JSON.stringify of the rows, or takes bytes, hashes them and syncs them to disk. No
// framework, no checks, no views, no log.
import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { open, rename, stat } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'

/**
 * A value of a statement: given, or another one at each request: an id, or the next number.
 * @typedef {{ given: unknown } | { fresh: number } | { count: number }} Value
 * @typedef {{ text: string, values: Value[] }} Statement
 */

/** @type {Map<string, Statement[]>} */
const work = new Map()
/** @type {pg.Pool | undefined} */
let pool
let counted = 0

const server = createServer(async (request, response) => {
  try {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    if (request.method === 'PUT') return await receive(request, response)
    if (pathname === '/file') return await sendFile(response)
    const body = request.method === 'POST' ? await textOf(request) : undefined
    if (pathname === '/setup') return setUp(JSON.parse(body ?? ''), response)
    if (body) JSON.parse(body)
    answer(response, await perform(work.get(pathname) ?? []))
  } catch (error) {
    response.writeHead(500).end(String(error))
  }
})

server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (address && typeof address === 'object') process.send?.({ port: address.port })
})
process.on('disconnect', () => process.exit(0))

let folder = '.'

/**
 * @param {{ connection?: pg.PoolConfig, folder?: string, path?: string, statements?: Statement[] }} told
 * @param {import('node:http').ServerResponse} response
 */
function setUp({ connection, folder: given, path, statements }, response) {
  if (connection) pool = new pg.Pool(connection)
  if (given) folder = given
  if (path && statements) work.set(path, statements)
  response.end()
}

/**
 * On one connection where a transaction is among the statements.
 * @param {Statement[]} statements
 * @returns {Promise<unknown[]>} the rows of the last one that gave any
 */
async function perform(statements) {
  if (!pool) throw new Error('There is no database.')
  /** @type {string[]} */
  const ids = []
  const count = counted++
  /** @type {unknown[]} */
  let rows = []
  const within = statements.some(({ text }) => /^begin/i.test(text))
  const client = within ? await pool.connect() : pool
  try {
    for (const { text, values } of statements) {
      const answered = await client.query(
        text,
        values.map((value) => oneOf(value, ids, count)),
      )
      if (answered.rows?.length) rows = answered.rows
    }
  } finally {
    if (client !== pool) /** @type {pg.PoolClient} */ (client).release()
  }
  return rows
}

/**
 * @param {Value} value
 * @param {string[]} ids
 * @param {number} count
 */
function oneOf(value, ids, count) {
  if ('given' in value) return value.given
  if ('count' in value) return value.count + count
  ids[value.fresh] ??= randomUUID()
  return ids[value.fresh]
}

/**
 * @param {import('node:http').ServerResponse} response
 * @param {unknown[]} items
 */
function answer(response, items) {
  const text = JSON.stringify({ items, nextCursor: null })
  response.writeHead(200, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
  })
  response.end(text)
}

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
async function receive(request, response) {
  const hash = createHash('sha256')
  const temporary = join(folder, randomUUID())
  const meter = new Transform({
    transform(chunk, _encoding, done) {
      hash.update(chunk)
      done(null, chunk)
    },
  })
  await pipeline(request, meter, createWriteStream(temporary))
  const file = await open(temporary)
  await file.sync()
  await file.close()
  await rename(temporary, join(folder, 'file'))
  answer(response, [hash.digest('hex')])
}

/** @param {import('node:http').ServerResponse} response */
async function sendFile(response) {
  const path = join(folder, 'file')
  const { size } = await stat(path)
  response.writeHead(200, { 'content-length': size })
  await pipeline(createReadStream(path), response)
}

/** @param {import('node:http').IncomingMessage} request */
async function textOf(request) {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
