import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { idempotencyKeys } from '@/db/schema/tables'
import { grantModel } from '@/lib/grants/grant'
import { updateModel } from '@/lib/models/update'
import { system } from '@/lib/system'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { modelOf, registered } from '@/lib/testing/registry'
import { approveVersion } from '@/lib/versions/decide'
import { archiveVersion } from '@/lib/versions/life'
import { registerVersion } from '@/lib/versions/register'
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

describe('fifty approvals of one version at once', () => {
  it('are one decision and one event; the others are told that it is decided', async () => {
    await modelOf(acme.as('contributor'), acme.slug, 'wanted')
    await registered(acme.as('contributor'), acme.slug, { model: 'wanted' })
    const ben = await acme.secret('approver')
    const path = `/${acme.slug}/models/wanted/versions/1`
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => server.fetch(ben, 'POST', `${path}/approve`)),
    )
    const statuses = answers.map(({ status }) => status).sort()
    expect(statuses).toEqual([200, ...Array.from({ length: 49 }, () => 409)])
    const events = (await acme.events()).filter(({ action }) => action === 'version.approve')
    expect(events).toMatchObject([{ outcome: 'done', subject: { uri: 'model://wanted/v1' } }])
  })
})

interface Answer {
  results: {
    uri: string
    ok: boolean
    state?: string
    error?: { code: string; message: string }
    receipt?: { index: number } | null
  }[]
}

/** A model with pending versions of the contributor's, and their URIs. */
async function sweep(model: string, count: number): Promise<string[]> {
  await modelOf(acme.as('contributor'), acme.slug, model)
  const uris = []
  for (let number = 1; number <= count; number++) {
    await registerVersion(acme.as('contributor'), { org: acme.slug, model })
    uris.push(`model://${model}/v${number}`)
  }
  return uris
}

const decide = (secret: string, decisions: unknown, headers = {}) =>
  server.fetch(secret, 'POST', `/${acme.slug}/decisions`, { decisions }, headers)

async function eventsOn(model: string) {
  const events = await acme.events()
  return events.filter(
    ({ subject, action }) =>
      subject.uri.startsWith(`model://${model}/v`) && /approve|reject|withdraw/.test(action),
  )
}

describe('several decisions in one request', () => {
  it('approve some and reject others, each recorded by itself, with results in their order', async () => {
    const uris = await sweep('sweep', 5)
    const decisions = uris.map((uri, index) =>
      index % 2
        ? { uri, decision: 'approve', note: `Best of ${index}` }
        : { uri, decision: 'reject', note: 'Overfits' },
    )
    const answer = await decide(await acme.secret('approver'), decisions)
    expect(answer.status).toBe(200)
    const states = ['rejected', 'approved', 'rejected', 'approved', 'rejected']
    expect(await answer.json()).toMatchObject({
      results: uris.map((uri, index) => ({ uri, ok: true, state: states[index] })),
    })
    const events = await eventsOn('sweep')
    expect(events.map(({ subject, action, note }) => [subject.uri, action, note])).toEqual(
      decisions.map(({ uri, decision, note }) => [uri, `version.${decision}`, note]),
    )
    expect(events.every(({ outcome, via }) => outcome === 'done' && via === 'api')).toBe(true)
  })

  it('are refused one by one, and what is refused stops none of the others', async () => {
    const [mine = '', decided = '', away = '', pinned = '', free = ''] = await sweep('mixed', 5)
    const ref = { org: acme.slug, model: 'mixed' }
    await approveVersion(acme.as('approver'), { ...ref, version: 2 })
    await archiveVersion(acme.as('maintainer'), { ...ref, version: 3 })
    await modelOf(acme.as('maintainer'), acme.slug, 'hidden')
    await registered(acme.as('maintainer'), acme.slug, { model: 'hidden' })
    await updateModel(acme.as('maintainer'), { ...ref, model: 'hidden', accessMode: 'restricted' })
    const before = (await acme.events()).length
    const approve = (uri: string) => ({ uri, decision: 'approve' })
    const all = [mine, decided, away, `${pinned}@sha256:${'0'.repeat(64)}`, free]
    const unseen = ['model://hidden/v1', 'model://none/v1', 'model://mixed/v9']
    const answer = await decide(await acme.secret('approver'), [...all, ...unseen].map(approve))
    const { results } = (await answer.json()) as Answer
    expect(results.map(({ ok, state, error }) => [ok, state ?? null, error?.code ?? null])).toEqual(
      [
        [true, 'approved', null],
        [false, 'approved', 'conflict'],
        [false, null, 'conflict'],
        [false, null, 'digest_mismatch'],
        [true, 'approved', null],
        [false, null, 'not_found'],
        [false, null, 'not_found'],
        [false, null, 'not_found'],
      ],
    )
    expect(results[1]?.error?.message).toBe('v2 is already approved.')
    expect((await acme.events()).slice(before).map(({ subject }) => subject.uri)).toEqual([
      mine,
      free,
    ])
  })

  it('hold to four eyes for each of them, whatever token is used, and record the refusals', async () => {
    const [uri = ''] = await sweep('eyes', 1)
    await registered(acme.as('maintainer'), acme.slug, { model: 'eyes' })
    const ana = acme.personId('contributor')
    const given = { org: acme.slug, model: 'eyes', person: ana, role: 'approver' } as const
    await grantModel(acme.as('admin'), given)
    const secret = await acme.secret('contributor', { scopes: ['read', 'write', 'decide'] })
    const answer = await decide(secret, [
      { uri, decision: 'approve' },
      { uri: 'model://eyes/v2', decision: 'approve' },
    ])
    const { results } = (await answer.json()) as Answer
    expect(results).toMatchObject([
      { ok: false, error: { code: 'forbidden' } },
      { ok: true, state: 'approved' },
    ])
    expect(results[0]?.error?.message).toContain('You registered this version')
    expect((await eventsOn('eyes')).map(({ outcome, subject }) => [outcome, subject.uri])).toEqual([
      ['refused', uri],
      ['done', 'model://eyes/v2'],
    ])
  })

  it('need the scope to decide, each of them', async () => {
    const [uri = ''] = await sweep('scope', 1)
    const secret = await acme.secret('approver', { scopes: ['read'] })
    const { results } = (await (
      await decide(secret, [{ uri, decision: 'reject', note: 'No' }])
    ).json()) as Answer
    expect(results).toMatchObject([{ uri, ok: false, error: { code: 'forbidden' } }])
    expect(await eventsOn('scope')).toMatchObject([{ outcome: 'refused' }])
  })

  const good = { uri: 'model://whole/v1', decision: 'approve' }
  it.each([
    ['twice the same version', [good, { ...good, uri: 'model://whole/1' }], 'decisions.1.uri'],
    ['a name that moves', [good, { ...good, uri: 'model://whole/latest' }], 'decisions.1.uri'],
    ['an alias', [good, { ...good, uri: 'model://whole/prod' }], 'decisions.1.uri'],
    ['a file', [good, { ...good, uri: 'model://whole/v2/model.bin' }], 'decisions.1.uri'],
    ['another organization', [good, { ...good, uri: 'model://other/whole/v2' }], 'decisions.1.uri'],
    ['no URI', [good, { ...good, uri: 'whole v2' }], 'decisions.1.uri'],
    ['no such decision', [good, { uri: 'model://whole/v2', decision: 'accept' }], 'decisions.1'],
    [
      'a rejection without a reason',
      [good, { uri: 'model://whole/v2', decision: 'reject', note: ' ' }],
      'decisions.1.note',
    ],
    ['none', [], 'decisions'],
    [
      'more than 200',
      Array.from({ length: 201 }, (_, at) => ({ ...good, uri: `model://whole/v${at + 1}` })),
      'decisions',
    ],
    ['something else', 'all', 'decisions'],
  ])('are refused as a whole where they hold %s', async (what, decisions, field) => {
    if (what === 'twice the same version') await sweep('whole', 2)
    const answer = await decide(await acme.secret('approver'), decisions)
    expect(answer.status).toBe(400)
    const { error } = (await answer.json()) as { error: { fields: Record<string, string> } }
    expect(Object.keys(error.fields)[0]).toContain(field)
    expect(await eventsOn('whole')).toEqual([])
  })

  it('leave each version decided once when somebody else decides at the same time', async () => {
    const uris = await sweep('race', 10)
    const [ben, other] = [await acme.secret('approver'), await acme.secret('approver')]
    const single = (number: number) =>
      server.fetch(other, 'POST', `/${acme.slug}/models/race/versions/${number}/approve`)
    const [answer, ...singles] = await Promise.all([
      decide(
        ben,
        uris.map((uri) => ({ uri, decision: 'approve' })),
      ),
      ...uris.map((_, index) => single(index + 1)),
    ])
    const { results } = (await answer.json()) as Answer
    for (const [index, { ok, error }] of results.entries())
      expect([ok ? 200 : error?.code, singles[index]?.status]).toEqual(
        ok ? [200, 409] : ['conflict', 200],
      )
    expect(await eventsOn('race')).toHaveLength(10)
  })

  it('are two hundred at once, no more and no less', async () => {
    const uris = await sweep('many', 200)
    const decisions = uris.map((uri) => ({ uri, decision: 'reject', note: 'The sweep is over' }))
    const answer = await decide(await acme.secret('approver'), decisions)
    const { results } = (await answer.json()) as Answer
    expect(results.filter(({ ok, state }) => ok && state === 'rejected')).toHaveLength(200)
    const events = await eventsOn('many')
    expect(events.map(({ subject }) => subject.uri)).toEqual(uris)
  })
})

describe('several tags and archivals in one request', () => {
  it('answer with a result for each version, and the same again under their key', async () => {
    const uris = await sweep('tidy', 2)
    // Nor is it another answer for a token that may do nothing else.
    const secret = await acme.secret('maintainer', { scopes: ['write'] })
    const asked = { versions: [...uris, 'model://tidy/v9'], add: ['best'] }
    const key = { 'idempotency-key': 'tidy' }
    const tag = () => server.fetch(secret, 'POST', `/${acme.slug}/tags`, asked, key)
    const first = await tag()
    expect(first.status).toBe(200)
    const told = (await first.json()) as Answer
    expect(told.results.map(({ ok, error }) => error?.code ?? ok)).toEqual([
      true,
      true,
      'not_found',
    ])
    const again = await tag()
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    expect(await again.json()).toEqual(told)
    const over = { versions: uris, note: 'The sweep is over' }
    const answer = await server.fetch(secret, 'POST', `/${acme.slug}/archivals`, over)
    expect(await answer.json()).toEqual({ results: uris.map((uri) => ({ uri, ok: true })) })
    const events = (await acme.events()).filter(({ subject }) => uris.includes(subject.uri))
    expect(events.map(({ action }) => action).slice(-4)).toEqual([
      'version.update',
      'version.update',
      'version.archive',
      'version.archive',
    ])
  })
})

/** Without the proofs: the log that they are of has grown meanwhile. */
const told = (answer: unknown) =>
  (answer as Answer).results.map(({ receipt, ...result }) => ({
    ...result,
    index: receipt?.index,
  }))

describe('several decisions under one Idempotency-Key', () => {
  const approvals = (uris: string[]) => uris.map((uri) => ({ uri, decision: 'approve' }))

  it('are answered the same again, and decided once', async () => {
    const uris = await sweep('again', 3)
    const secret = await acme.secret('approver')
    await approveVersion(acme.as('approver'), { org: acme.slug, model: 'again', version: 2 })
    const call = () => decide(secret, approvals(uris), { 'idempotency-key': 'again' })
    const first = (await (await call()).json()) as Answer
    expect(first.results.map(({ ok }) => ok)).toEqual([true, false, true])
    const again = await call()
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    expect(told(await again.json())).toEqual(told(first))
    expect(await eventsOn('again')).toHaveLength(3)
    const other = await decide(secret, approvals(['model://again/v1']), {
      'idempotency-key': 'again',
    })
    expect(other.status).toBe(409)
  })

  it('are decided once also by a token that may do nothing else', async () => {
    const uris = await sweep('alone', 2)
    const secret = await acme.secret('approver', { scopes: ['decide'] })
    const call = () => decide(secret, approvals(uris), { 'idempotency-key': 'alone' })
    const first = (await (await call()).json()) as Answer
    expect(first.results.map(({ ok }) => ok)).toEqual([true, true])
    expect(told(await (await call()).json())).toEqual(told(first))
    expect(await eventsOn('alone')).toHaveLength(2)
  })

  it('are one set of decisions when they are asked for twice at once', async () => {
    const uris = await sweep('twice', 8)
    const secret = await acme.secret('approver')
    const call = () => decide(secret, approvals(uris), { 'idempotency-key': 'twice' })
    const answers = await Promise.all([call(), call()])
    const both = await Promise.all(answers.map((answer) => answer.json() as Promise<Answer>))
    expect(told(both[0])).toEqual(told(both[1]))
    expect(both[0]?.results.every(({ ok }) => ok)).toBe(true)
    expect(await eventsOn('twice')).toHaveLength(8)
  })

  it('go on where an interrupted request stopped', async () => {
    const uris = await sweep('interrupted', 4)
    const secret = await acme.secret('approver')
    const call = () => decide(secret, approvals(uris), { 'idempotency-key': 'interrupted' })
    await call()
    // As a server leaves it that was killed before it could answer.
    const { key, route } = idempotencyKeys
    const whole = eq(route, `POST /api/v1/${acme.slug}/decisions`)
    await system((tx) => tx.delete(idempotencyKeys).where(and(whole, eq(key, 'interrupted'))))
    const again = await call()
    const { results } = (await again.json()) as Answer
    expect(results).toMatchObject(uris.map((uri) => ({ uri, ok: true, state: 'approved' })))
    expect(again.headers.get('idempotent-replayed')).toBe(null)
    expect(await eventsOn('interrupted')).toHaveLength(4)
  })
})
