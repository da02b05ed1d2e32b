import { and, eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { idempotencyKeys, roleGrants, tokens } from '@/db/schema/tables'
import { writeEvent } from '@/lib/audit/event'
import { contextFromToken } from '@/lib/context'
import { claimKey } from '@/lib/idempotency'
import { sessionCookieName } from '@/lib/sessions/cookie'
import { startSession } from '@/lib/sessions/session'
import { system } from '@/lib/system'
import { arrival, type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { modelOf } from '@/lib/testing/registry'
import { startServer, type TestServer } from '../testing/server'

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

it('the answer to who made what is deleted is kept without its text', async () => {
  await modelOf(acme.as('maintainer'), acme.slug, 'spoken')
  const secret = await acme.secret('contributor')
  const said = { body: 'The password is hunter2' }
  const at = `/${acme.slug}/models/spoken/comments`
  const call = () => server.fetch(secret, 'POST', at, said, { 'idempotency-key': 'said' })
  const { id } = (await (await call()).json()) as { id: string }
  const holding = (await columnsWith('hunter2')).sort()
  expect(holding).toEqual(['comments.body', 'idempotency_keys.response'])
  await server.fetch(secret, 'DELETE', `/${acme.slug}/comments/${id}`)
  expect(await columnsWith('hunter2')).toEqual([])
  const again = await call()
  expect(again.headers.get('idempotent-replayed')).toBe('true')
  expect(await again.json()).toMatchObject({ id, body: '', mentions: [] })
})

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

describe('a key', () => {
  const call = (secret: string, path: string, body: unknown, key: string) =>
    server.fetch(secret, 'POST', `/${acme.slug}${path}`, body, { 'idempotency-key': key })

  it('is kept by the very transaction that does what it names, so that no kill parts them', async () => {
    const secret = await acme.secret('contributor')
    expect((await call(secret, '/models', { name: 'Whole' }, 'whole')).status).toBe(201)
    const { rows } = await hub.database.read.execute(sql`
      select e.action from idempotency_keys k join audit_events e on e.txid::xid = k.xmin
      where k.key = 'whole'`)
    expect(rows).toEqual([{ action: 'model.create' }])
  })

  it('is free again where nothing was done', async () => {
    const secret = await acme.secret('contributor')
    const again = () => call(secret, '/models/unmade/versions', {}, 'early')
    expect((await again()).status).toBe(404)
    await modelOf(acme.as('contributor'), acme.slug, 'unmade')
    expect((await again()).status).toBe(201)
    expect((await again()).headers.get('idempotent-replayed')).toBe('true')
  })

  it('belongs to one body', async () => {
    const secret = await acme.secret('contributor')
    expect((await call(secret, '/models', { name: 'Body' }, 'body')).status).toBe(201)
    const other = await call(secret, '/models', { name: 'Other body' }, 'body')
    expect(other.status).toBe(409)
    expect(await other.json()).toMatchObject({ error: { code: 'conflict' } })
  })

  it('that a request of an earlier release left unanswered is free', async () => {
    const secret = await acme.secret('contributor')
    const ana = await contextFromToken(secret, { ...arrival(), via: 'api' })
    const route = `POST /api/v1/${acme.slug}/models`
    const left = { actorId: ana.actor.id ?? '', route, key: 'left', requestHash: 'x' }
    await system((tx) => tx.insert(idempotencyKeys).values({ ...left, createdAt: new Date() }))
    expect((await call(secret, '/models', { name: 'Left' }, 'left')).status).toBe(201)
  })
})

describe('a request that is still being served', () => {
  it('is told by its own code, and when to ask again', async () => {
    const ana = await acme.token('contributor')
    const key = { actorId: ana.actor.id ?? '', route: 'POST /x', key: 'k', requestHash: 'h' }
    const once = { ...key, status: 201, secret: false }
    const second = system((tx) =>
      claimKey(tx, once).then(() => system((other) => claimKey(other, once))),
    )
    await expect(second).rejects.toMatchObject({ code: 'in_progress', retryAfter: 2 })
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
