import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Database, openDatabase } from '@/db/client'
import { errorAnswer } from './http'
import { type TestHub, testHub } from './testing/hub'

let hub: TestHub
let hasty: Database

beforeAll(async () => {
  hub = await testHub()
  hasty = openDatabase(hub.appUrl, { poolSize: 1, readTimeout: 50, writeTimeout: 50 })
})
afterAll(async () => {
  await hasty.close()
  await hub.close()
})

it.each(['read', 'write'] as const)('tells of a statement to %s that took too long', async (of) => {
  const error: unknown = await hasty[of].execute(sql`select pg_sleep(20)`).catch((e: unknown) => e)
  const { status, headers, body } = errorAnswer(error, 'r1')
  expect([status, body.error.code]).toEqual([503, 'too_slow'])
  expect(Number(headers['retry-after'])).toBeGreaterThan(0)
  expect(body.error.message).toContain('took the database too long')
})

it('gives reads 10 seconds and writes 30', async () => {
  const timeoutOf = async (of: 'read' | 'write') =>
    (await hub.database[of].execute<{ statement_timeout: string }>(sql`show statement_timeout`))
      .rows[0]?.statement_timeout
  expect([await timeoutOf('read'), await timeoutOf('write')]).toEqual(['10s', '30s'])
})
