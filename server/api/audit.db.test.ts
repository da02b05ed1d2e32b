import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isSigned, readCheckpoint } from '@/lib/audit/log/checkpoint'
import { auditKey } from '@/lib/audit/log/key'
import { leafHash, nodeHash } from '@/lib/audit/log/merkle'
import { offline, sealedOrganization } from '@/lib/audit/log/testing'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { modelOf, registered } from '@/lib/testing/registry'
import { startServer, type TestServer } from '../testing/server'

let hub: TestHub
let server: TestServer
let acme: TestOrganization

beforeAll(async () => {
  hub = await testHub()
  server = await startServer()
  acme = await sealedOrganization(hub, { events: 7 })
})
afterAll(async () => {
  await server.close()
  await hub.close()
})

async function get(path: string, role: 'reader' | 'auditor' = 'reader') {
  return server.fetch(await acme.secret(role), 'GET', `/${acme.slug}/audit${path}`)
}

/** RFC 6962: the root that a leaf and its proof lead to. */
function rootOf(leaf: Buffer, index: number, size: number, path: Buffer[]): Buffer {
  let [at, last, hash] = [index, size - 1, leaf]
  for (const sibling of path) {
    const isRight = at % 2 === 1 || at === last
    if (isRight) hash = nodeHash(sibling, hash)
    else hash = nodeHash(hash, sibling)
    while (isRight && at % 2 === 0 && at !== 0) {
      at = Math.floor(at / 2)
      last = Math.floor(last / 2)
    }
    at = Math.floor(at / 2)
    last = Math.floor(last / 2)
  }
  return hash
}

describe('the sealed log', () => {
  it('tells how far it is sealed, to everyone who reads', async () => {
    const status = await (await get('/status')).json()
    expect(status).toMatchObject({
      size: 7,
      waiting: 0,
      head: expect.stringMatching(/^[0-9a-f]{16}$/),
    })
  })

  it('gives its checkpoint and its key as text that other programs read', async () => {
    const answer = await get('/checkpoint')
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    const note = await answer.text()
    const { origin } = readCheckpoint(note) ?? { origin: '' }
    expect(isSigned(note, origin, await auditKey())).toBe(true)
    const key = await (await get('/key')).text()
    expect(key).toMatch(new RegExp(`^${origin}\\+[0-9a-f]{8}\\+[A-Za-z0-9+/=]{44}\\n$`))
  })

  it('proves each event, by its place and by its id', async () => {
    const { rows } = await hub.database.read.execute<{ id: string; body: string }>(sql`
      select e.id, e.body from audit_leaves l join audit_events e on e.id = l.event_id
      where l.log_id = ${acme.id} order by l.index`)
    const note = await (await get('/checkpoint')).text()
    const { root, size } = readCheckpoint(note) ?? {}
    for (const [index, { id, body }] of rows.entries()) {
      const proof = await (await get(`/proof?index=${index}`)).text()
      expect(await (await get(`/proof?event=${id}`)).text()).toBe(proof)
      const [head, ...rest] = proof.split('\n\n')
      expect(rest.join('\n\n')).toBe(note)
      const [kind, place, ...path] = (head ?? '').split('\n')
      expect([kind, place]).toEqual(['c2sp.org/tlog-proof@v1', `index ${index}`])
      const hashes = path.map((hash) => Buffer.from(hash, 'base64'))
      expect(rootOf(leafHash(body), index, size ?? 0, hashes)).toEqual(root)
    }
  })

  it('proves that it only grew', async () => {
    const answer = await (await get('/consistency?from=3&to=7')).json()
    expect(answer).toMatchObject({ from: 3, to: 7 })
    expect((answer as { proof: string[] }).proof).toHaveLength(4)
  })

  it.each([
    ['/proof?index=7', 404],
    ['/proof?index=-1', 400],
    ['/proof?index=x', 400],
    ['/proof', 400],
    ['/proof?event=x', 400],
    ['/proof?index=1&event=01890a5d-ac96-774b-bcce-b302099a8057', 400],
    ['/proof?event=01890a5d-ac96-774b-bcce-b302099a8057', 404],
    ['/consistency?from=0', 400],
    ['/consistency?from=5&to=4', 400],
    ['/consistency?from=1&to=99', 400],
    ['/export?from=yesterday', 400],
    ['/export?from=2026-02-01&to=2026-01-01', 400],
  ])('answers %s with %i', async (path, status) => {
    expect((await get(path, 'auditor')).status).toBe(status)
  })

  it('is not there for another organization', async () => {
    const other = await hub.organization()
    const secret = await other.secret('admin')
    for (const what of ['status', 'checkpoint', 'key', 'proof?index=0', 'export', 'verification']) {
      const answer = await server.fetch(secret, 'GET', `/${acme.slug}/audit/${what}`)
      expect(answer.status).toBe(404)
    }
  })

  it('gives no event to a token for some models, even an auditor’s', async () => {
    const secret = await acme.secret('auditor', { modelIds: [] })
    for (const what of ['export', 'verification'])
      expect((await server.fetch(secret, 'GET', `/${acme.slug}/audit/${what}`)).status).toBe(403)
    const checkpoint = await server.fetch(secret, 'GET', `/${acme.slug}/audit/checkpoint`)
    expect(checkpoint.status).toBe(200)
  })
})

describe('an export', () => {
  it('is verified without the hub, whole and by days', async () => {
    const whole = await (await get('/export', 'auditor')).text()
    const key = (await (await get('/key')).text()).trim()
    const verified = await offline(hub, whole, '--key', key)
    expect(verified).toMatchObject({ code: 0 })
    expect(verified.said).toContain('all 7 events')
    expect(whole.trim().split('\n')).toHaveLength(8)
    const today = new Date().toISOString().slice(0, 10)
    const part = await (await get(`/export?from=${today}`, 'auditor')).text()
    expect(await offline(hub, part, '--key', key)).toMatchObject({ code: 0 })
    const none = await (await get('/export?to=2020-01-01', 'auditor')).text()
    expect(await offline(hub, none, '--key', key)).toMatchObject({ code: 0 })
  })

  it('holds of a stretch of days what lies between its first and its last event', async () => {
    const { rows } = await hub.database.read.execute<{ at: Date; index: number }>(sql`
      select e.at, l.index::int as index from audit_leaves l join audit_events e on e.id = l.event_id
      where l.log_id = ${acme.id} order by l.index`)
    const [from, to] = [rows[2]?.at, rows[5]?.at].map((at) => new Date(at ?? 0).toISOString())
    const part = await (await get(`/export?from=${from}&to=${to}`, 'auditor')).text()
    const lines = part
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines.at(-1)).toMatchObject({ from: lines[0].index, to: lines.at(-2).index + 1 })
    const { code, said } = await offline(hub, part)
    expect({ code, said }).toMatchObject({ code: 0 })
    expect(said).toMatch(/Verified: events \d to \d of 7/)
  })

  it('is not verified by another key, when it was cut off, or when a line was changed', async () => {
    const whole = await (await get('/export', 'auditor')).text()
    const lines = whole.split('\n')
    const other = await sealedOrganization(hub, { events: 1 })
    const foreign = await server.fetch(
      await other.secret('reader'),
      'GET',
      `/${other.slug}/audit/key`,
    )
    const key = (await foreign.text()).trim()
    expect((await offline(hub, whole, '--key', key)).said).toContain(
      'not signed by the key that you gave',
    )
    expect(await offline(hub, lines.slice(0, 3).join('\n'))).toMatchObject({ code: 2 })
    const without = lines.toSpliced(2, 1).join('\n')
    expect((await offline(hub, without)).said).toContain('Event 2 was removed')
    const exchanged = [...lines.slice(0, 2), lines[3], lines[2], ...lines.slice(4)].join('\n')
    expect(await offline(hub, exchanged)).toMatchObject({ code: 1 })
    const doubled = lines.toSpliced(2, 0, lines[2] ?? '').join('\n')
    expect((await offline(hub, doubled)).said).toContain('Event 2 is there again')
  })
})

describe('a verification', () => {
  it('says how many events were checked, for whoever may read them', async () => {
    const answer = await (await get('/verification', 'auditor')).json()
    expect(answer).toMatchObject({ ok: true, size: 7, events: 7, published: 7, problems: [] })
    expect((await get('/verification')).status).toBe(403)
  })
})

describe('the verifier', () => {
  it('is had from the hub as it is written, without signing in', async () => {
    const answer = await fetch(`${server.url}/cli/verify-audit.mjs`)
    expect(answer.status).toBe(200)
    const text = await answer.text()
    expect(text).toContain('it is meant to be read')
    const imports = [...text.matchAll(/from '([^']+)'/g)].map(([, name]) => name)
    expect(imports.filter((name) => !name?.startsWith('node:'))).toEqual([])
  })
})
describe('a decision', () => {
  it('is answered with the receipt of its event', async () => {
    const beta = await hub.organization()
    const org = beta.slug
    await modelOf(beta.as('maintainer'), org, 'churn')
    await registered(beta.as('maintainer'), org, { model: 'churn' })
    await registered(beta.as('maintainer'), org, { model: 'churn' })
    const secret = await beta.secret('approver')
    const approve = `/${org}/models/churn/versions/1/approve`
    const once = { 'idempotency-key': 'once' }
    const answer = await server.fetch(secret, 'POST', approve, {}, once)
    const decided = (await answer.json()) as {
      receipt: { index: number; url: string; proof: string }
    }
    expect(decided).toMatchObject({
      state: 'approved',
      receiptUrl: expect.stringContaining(`/api/v1/${org}/audit/proof?event=`),
    })
    const { index, url, proof } = decided.receipt
    const body = await bodyAt(beta, index)
    expect(JSON.parse(body)).toMatchObject({ action: 'version.approve', outcome: 'done' })
    expect(proof).toContain(`index ${index}\n`)
    expect(new URL(url).pathname + new URL(url).search).toBe(
      `/api/v1/${org}/audit/proof?index=${index}`,
    )
    const again = await server.fetch(secret, 'POST', approve, {}, once)
    expect(await again.json()).toMatchObject({ receipt: { index } })
    const many = await server.fetch(secret, 'POST', `/${org}/decisions`, {
      decisions: [
        { uri: 'model://churn/v2', decision: 'approve' },
        { uri: 'model://churn/v9', decision: 'approve' },
      ],
    })
    const { results } = (await many.json()) as { results: { receipt: { index: number } | null }[] }
    expect(results[1]?.receipt).toBeNull()
    expect(JSON.parse(await bodyAt(beta, results[0]?.receipt?.index ?? -1))).toMatchObject({
      action: 'version.approve',
      subject: { uri: 'model://churn/v2' },
    })
  })
})

async function bodyAt(of: TestOrganization, index: number): Promise<string> {
  const { rows } = await hub.database.read.execute<{ body: string }>(sql`
    select e.body from audit_leaves l join audit_events e on e.id = l.event_id
    where l.log_id = ${of.id} and l.index = ${index}`)
  return rows[0]?.body ?? '{}'
}
