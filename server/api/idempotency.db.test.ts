import { and, eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { roleGrants, tokens } from '@/db/schema/tables'
import { writeEvent } from '@/lib/audit/event'
import { claimKey } from '@/lib/idempotency'
import { sessionCookieName } from '@/lib/sessions/cookie'
import { startSession } from '@/lib/sessions/session'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { startServer, type TestServer } from '../testing/server'
import { once } from './idempotency'
import type { Exchange, Route } from './router'

let hub: TestHub
let server: TestServer
let acme: TestOrganization

beforeAll(async () => {
  hub = await testHub()
  server = await startServer()
  acme = await hub.organization()
})
afterAll(async () => {
  await server.close()
  await hub.close()
})

/** The headers of an admin's browser on the hub's own pages. */
async function browser(): Promise<Record<string, string>> {
  const { secret } = await startSession(acme.personId('admin'), acme.as('admin').origin)
  return { cookie: `${sessionCookieName()}=${secret}`, 'sec-fetch-site': 'same-origin' }
}

/** The columns of text that hold `secret` anywhere. */
async function columnsWith(secret: string): Promise<string[]> {
  const { rows } = await hub.database.read.execute<{ table: string; column: string }>(sql`
    select table_name as table, column_name as column from information_schema.columns
    where table_schema = 'public' and data_type in ('text', 'jsonb', 'ARRAY', 'character varying')`)
  const found = []
  for (const { table, column } of rows) {
    const { rows: hits } = await hub.database.read.execute(
      sql`select 1 from ${sql.identifier(table)}
        where ${sql.identifier(column)}::text like ${`%${secret}%`} limit 1`,
    )
    if (hits.length > 0) found.push(`${table}.${column}`)
  }
  return found
}

describe('a secret', () => {
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString()

  it.each([
    ['a token', '/tokens', { name: 'job', scopes: ['read'], expiresAt }, 'secret'],
    [
      'an initial password',
      '/members',
      { email: 'nina@example.com', name: 'Nina', roles: ['reader'] },
      'initialPassword',
    ],
  ])('of %s is kept nowhere, and a repeat says so', async (_what, path, body, field) => {
    const headers = { ...(await browser()), 'idempotency-key': path }
    const call = () => server.fetch(null, 'POST', `/${acme.slug}${path}`, body, headers)
    const first = await call()
    expect(first.status).toBe(201)
    const secret = ((await first.json()) as Record<string, string>)[field] ?? ''
    expect(secret.length).toBeGreaterThan(10)
    expect(await columnsWith(secret)).toEqual([])
    const again = await call()
    expect(again.status).toBe(409)
    expect(await again.json()).toMatchObject({ error: { code: 'answer_not_kept' } })
  })

  it('is made once however often it is asked for', async () => {
    const headers = { ...(await browser()), 'idempotency-key': 'one' }
    const body = { name: 'only-one', scopes: ['read'], expiresAt }
    const answers = await Promise.all(
      Array.from({ length: 5 }, () =>
        server.fetch(null, 'POST', `/${acme.slug}/tokens`, body, headers),
      ),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409])
    const made = await hub.database.read
      .select()
      .from(tokens)
      .where(and(eq(tokens.organizationId, acme.id), eq(tokens.name, 'only-one')))
    expect(made).toHaveLength(1)
  })
})

describe('a create whose answer cannot be kept', () => {
  const route: Route = {
    method: 'POST',
    path: '/',
    summary: '',
    action: null,
    input: z.object({}),
    answer: null,
    status: 201,
    query: [],
    handle: async () => null,
  }

  it('is answered all the same and not done twice', async () => {
    const key = 'unkept'
    const request = { headers: { 'idempotency-key': key }, url: '/things' }
    const exchange = { ctx: acme.as('admin'), input: {}, request } as unknown as Exchange
    let done = 0
    const run = async () => {
      done++
      // JSON has no way to say this.
      return { done: BigInt(done) }
    }
    expect(await once(route, exchange, run)).toEqual({ done: 1n })
    await expect(once(route, exchange, run)).rejects.toMatchObject({
      code: 'in_progress',
      retryAfter: expect.any(Number),
    })
    expect(done).toBe(1)
  })

  it('leaves the key to the next try when the create itself failed', async () => {
    const request = { headers: { 'idempotency-key': 'failed' }, url: '/things' }
    const exchange = { ctx: acme.as('admin'), input: {}, request } as unknown as Exchange
    const failing = () => Promise.reject(new Error('No.'))
    await expect(once(route, exchange, failing)).rejects.toThrow('No.')
    expect(await once(route, exchange, async () => 'done')).toBe('done')
  })
})

describe('a request that is still being served', () => {
  it('is told by its own code, and when to ask again', async () => {
    const ana = await acme.token('contributor')
    const claim = { actorId: ana.actor.id ?? '', route: 'POST /x', key: 'k', requestHash: 'h' }
    expect(await claimKey(claim)).toBeNull()
    await expect(claimKey(claim)).rejects.toMatchObject({ code: 'in_progress', retryAfter: 2 })
  })
})

describe('an answer that was kept', () => {
  it('is told again only while the caller may still do it', async () => {
    const org = await hub.organization()
    const secret = await org.secret('contributor')
    const call = () =>
      server.fetch(
        secret,
        'POST',
        `/${org.slug}/models`,
        { name: 'Kept' },
        { 'idempotency-key': 'k' },
      )
    expect((await call()).status).toBe(201)
    const again = await call()
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([201, 'true'])
    // Made maintainer of what they made; then someone takes both roles.
    const contributor = org.personId('contributor')
    await hub.database.write.transaction(async (tx) => {
      await tx.delete(roleGrants).where(eq(roleGrants.principalId, contributor))
      await writeEvent(tx, org.as('admin'), {
        action: 'member.update',
        subject: { kind: 'member', id: contributor, uri: '/x', organizationId: org.id },
        outcome: 'done',
        before: null,
        after: null,
      })
    })
    const late = await call()
    expect([late.status, late.headers.get('idempotent-replayed')]).toEqual([403, null])
    expect((await org.events()).at(-1)).toMatchObject({
      action: 'model.create',
      outcome: 'refused',
    })
  })
})
