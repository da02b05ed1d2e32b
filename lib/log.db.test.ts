import { inspect } from 'node:util'
import { eq, sql } from 'drizzle-orm'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { people } from '@/db/schema/tables'
import { toldError } from '@/db/told-error'
import { type TestHub, testHub } from './testing/hub'

let hub: TestHub

beforeAll(async () => {
  hub = await testHub()
})
afterAll(() => hub.close())

const secret = 'scrypt$the-hash-of-a-password'
const email = 'ana.private@example.com'

/** What fails with the secret among its parameters. */
async function failing(): Promise<Error> {
  const person = { id: 'no uuid', name: secret, email, createdAt: new Date() }
  return hub.database.write
    .insert(people)
    .values(person)
    .then(
      () => Promise.reject(new Error('It did not fail.')),
      (error: Error) => error,
    )
}

/** The line that a log with our serializer writes. */
function lineOf(err: unknown): string {
  let line = ''
  const write = (text: string) => {
    line += text
  }
  pino({ serializers: { err: toldError } }, { write }).error({ err }, 'it failed')
  return line
}

describe('the log of a failed statement', () => {
  it('holds its code, its text and why, but nothing that was put into it', async () => {
    const error = await failing()
    expect(error.message).toContain(secret)
    const line = lineOf(error)
    expect(line).not.toContain(secret)
    expect(line).not.toContain(email)
    expect(JSON.parse(line)).toMatchObject({
      err: {
        type: 'DrizzleQueryError',
        code: '22P02',
        message: 'A statement failed: invalid input syntax for type uuid: "…"',
        statement: expect.stringContaining('insert into "people"'),
        stack: expect.stringContaining('log.db.test.ts'),
      },
    })
  })

  it('is as silent where other errors wrap it or quote it', async () => {
    const cause = await failing()
    const wrapped = new Error(`Could not do it: ${cause.message}`, { cause })
    const line = lineOf(new AggregateError([wrapped], 'Several failed.'))
    expect(line).not.toContain(secret)
    expect(line).not.toContain(email)
    expect(line).toContain('Could not do it: A statement failed')
    expect(line).toContain('22P02')
  })

  it('does not repeat the row that PostgreSQL quotes in its details', async () => {
    const id = '01890000-0000-7000-8000-000000000001'
    const person = { id, name: 'x', email, createdAt: new Date() }
    const twice = hub.database.write.transaction(async (tx) => {
      await tx.insert(people).values(person)
      await tx.insert(people).values({ ...person, id: id.replace(/1$/, '2') })
    })
    const line = lineOf(await twice.catch((error: unknown) => error))
    expect(line).toContain('23505')
    expect(line).not.toContain(email)
    const raw = hub.database.write.execute(sql`select * from people where ${eq(people.id, email)}`)
    expect(lineOf(await raw.catch((error: unknown) => error))).not.toContain(email)
  })

  it('is the same on the console, which Next writes to', async () => {
    const error = await failing()
    const shown = inspect(new Error('page failed', { cause: error })) + inspect(error)
    expect(shown).not.toContain(secret)
    expect(shown).not.toContain(email)
    expect(shown).toContain('invalid input syntax')
  })
})

it('logs other errors with their stack and their cause', () => {
  const line = lineOf(new TypeError('outer', { cause: new RangeError('inner') }))
  expect(JSON.parse(line)).toMatchObject({
    err: {
      type: 'TypeError',
      message: 'outer',
      stack: expect.stringContaining('log.db.test.ts'),
      cause: { type: 'RangeError', message: 'inner' },
    },
  })
})

it('logs what is no error as it is', () => {
  expect(JSON.parse(lineOf('a text'))).toMatchObject({ err: 'a text' })
})
