import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { blobUploads } from '@/db/schema/tables'
import { translated } from './door'
import { errorAnswer } from './http'
import { newId } from './ids'
import { system } from './system'
import { type TestHub, testHub } from './testing/hub'
import { sha256 } from './testing/registry'

let hub: TestHub

beforeAll(async () => {
  hub = await testHub()
})
afterAll(() => hub.close())

const failureOf = (work: Promise<unknown>) => work.catch((error: unknown) => error)

it('tells that something named in a write was removed meanwhile', async () => {
  const acme = await hub.organization()
  const row = {
    sha256: sha256('removed'),
    organizationId: acme.id,
    principalId: newId(),
    at: new Date(),
  }
  const failure = await failureOf(system((tx) => tx.insert(blobUploads).values(row)))
  expect(errorAnswer(translated(failure), 'r1')).toMatchObject({
    status: 409,
    body: { error: { code: 'conflict', message: expect.stringContaining('just removed') } },
  })
})

it('tells that the disk of the database is full, through whichever door it was met', async () => {
  const full = sql`do $$ begin raise exception 'No space left' using errcode = 'disk_full'; end $$`
  const failure = await failureOf(system((tx) => tx.execute(full)))
  for (const error of [failure, translated(failure)])
    expect(errorAnswer(error, 'r1')).toMatchObject({
      status: 507,
      body: { error: { code: 'storage_full', message: expect.stringContaining('database') } },
    })
})

it('tells of what is too intricate for the database', async () => {
  const deep = sql`select repeat('a', 900000) like repeat('%a', 40000) || 'b'`
  const failure = await failureOf(system((tx) => tx.execute(deep)))
  expect(errorAnswer(translated(failure), 'r1')).toMatchObject({
    status: 400,
    body: { error: { message: expect.stringContaining('too intricate') } },
  })
})
