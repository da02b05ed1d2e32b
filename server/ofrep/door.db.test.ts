import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rolesAllow } from '@/lib/access'
import type { Role } from '@/lib/actor'
import { type Assigned, assignmentsOf, writeAssignments } from '@/lib/deployments/assignments'
import { findDeployment } from '@/lib/deployments/find'
import { archiveDeployment } from '@/lib/deployments/life'
import { rollbackDeployment } from '@/lib/deployments/rollback'
import { stopDeployment } from '@/lib/deployments/stop'
import { approvedModel, deploymentOf, deploys } from '@/lib/deployments/testing'
import { updateModel } from '@/lib/models/update'
import { deleteProject } from '@/lib/projects/life'
import { sessionCookieName } from '@/lib/sessions/cookie'
import { startSession } from '@/lib/sessions/session'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { listTokens } from '@/lib/tokens/queries'
import { revokeToken } from '@/lib/tokens/revoke'
import { deleteVersion } from '@/lib/versions/life'
import { startServer, type TestServer } from '../testing/server'
import { mostBytes } from './request'

let hub: TestHub
let server: TestServer
let acme: TestOrganization
let token: string

beforeAll(async () => {
  hub = await testHub()
  server = await startServer()
  acme = await hub.organization()
  token = await acme.secret('reader')
  await approvedModel(acme, 'rec', 3)
  await approvedModel(acme, 'secret', 2)
})
afterAll(async () => {
  await server.close()
  await hub.close()
})

const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` })

/** Sends a body as it is to a path of this door, with the token of a reader unless other headers are given. */
function post(path: string, body: string | undefined, headers: object = bearer(token)) {
  return fetch(`${server.url}/ofrep/v1/evaluate/flags${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  })
}

const asked = (targetingKey: string) => JSON.stringify({ context: { targetingKey } })

async function ask(flag: string, targetingKey = 'user-1', headers?: object) {
  const answer = await post(`/${flag}`, asked(targetingKey), headers)
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

/** A deployment that serves `split`, by the numbers of the versions of rec. */
async function serving(name: string, split: Record<string, number>) {
  await deploymentOf(acme, name)
  await deploys(acme.as('maintainer'), acme.slug, name, split)
  return name
}

async function counted(name: string): Promise<Assigned[]> {
  await writeAssignments()
  const { read } = hub.database
  const { deployment } = await findDeployment(read, acme.as('reader'), {
    org: acme.slug,
    deployment: name,
  })
  return assignmentsOf(read, deployment.id)
}

const sum = (rows: Assigned[]) => rows.reduce((total, { count }) => total + count, 0)
const digest = expect.stringMatching(/^sha256:[0-9a-f]{64}$/)
const hidden = (key: string) => ({
  status: 404,
  body: { key, errorCode: 'FLAG_NOT_FOUND', errorDetails: expect.stringMatching(/\.$/) },
})

describe('POST /ofrep/v1/evaluate/flags/{key}', () => {
  it('says which version, why, and what its bytes must be', async () => {
    await serving('one', { 'model://rec/v2': 100 })
    expect(await ask('one')).toEqual({
      status: 200,
      body: {
        key: 'one',
        value: 'model://rec/v2',
        variant: 'v2',
        reason: 'STATIC',
        metadata: { revision: 1, digest },
      },
    })
    await serving('two', { 'model://rec/v3': 10, 'model://rec/v2': 90 })
    expect((await ask('two')).body).toMatchObject({ reason: 'SPLIT', metadata: { revision: 1 } })
  })

  it('says the same to the same key, and goes by nothing else', async () => {
    await serving('sticky', { 'model://rec/v3': 50, 'model://rec/v2': 50 })
    const first = await ask('sticky', 'user-7')
    const more = { targetingKey: 'user-7', country: 'FI', nested: { list: [1, null] }, age: 1e9 }
    for (const context of [more, { ...more, country: 'SE' }]) {
      const answer = await post('/sticky', JSON.stringify({ context, unknown: true }))
      expect(await answer.json()).toEqual(first.body)
    }
  })

  it('takes the token as X-API-Key, in both headers, and any content type', async () => {
    await serving('keys', { 'model://rec/v1': 100 })
    const key = { 'x-api-key': token }
    for (const headers of [key, { ...key, ...bearer(token) }, { authorization: `bEaReR ${token}` }])
      expect((await ask('keys', 'a', headers)).status).toBe(200)
    const plain = { ...bearer(token), 'content-type': 'text/plain' }
    expect((await ask('keys', 'a', plain)).status).toBe(200)
  })

  it('goes by a new revision at once', async () => {
    await serving('moved', { 'model://rec/v1': 100 })
    for (const version of [2, 3, 1, 2]) {
      await deploys(acme.as('maintainer'), acme.slug, 'moved', { [`model://rec/v${version}`]: 100 })
      expect((await ask('moved')).body.value).toBe(`model://rec/v${version}`)
    }
    expect((await ask('moved')).body.metadata).toMatchObject({ revision: 5 })
  })

  it('goes by what was decided before it was asked, however many ask', async () => {
    const other = await hub.organization()
    await approvedModel(other, 'rec', 3)
    await deploymentOf(other, 'busy')
    const mia = other.as('maintainer')
    const headers = bearer(await other.secret('reader'))
    let isOver = false
    const crowd = Array.from({ length: 8 }, async () => {
      while (!isOver) await ask('busy', 'user-1', headers)
    })
    try {
      for (const version of [1, 2, 3, 1, 2, 3]) {
        await deploys(mia, other.slug, 'busy', { [`model://rec/v${version}`]: 100 })
        expect((await ask('busy', 'user-1', headers)).body.value).toBe(`model://rec/v${version}`)
      }
      const of = { org: other.slug }
      const [{ id } = { id: '' }] = (await listTokens(other.as('reader'), of)).items
      await revokeToken(other.as('reader'), { ...of, id })
      expect((await ask('busy', 'user-1', headers)).status).toBe(401)
    } finally {
      isOver = true
      await Promise.all(crowd)
    }
  })

  it('calls a model by its name of now', async () => {
    await approvedModel(acme, 'old-name', 1)
    await serving('renamed', { 'model://old-name/v1': 100 })
    expect((await ask('renamed')).body.value).toBe('model://old-name/v1')
    await updateModel(acme.as('maintainer'), {
      org: acme.slug,
      model: 'old-name',
      slug: 'new-name',
    })
    expect((await ask('renamed')).body.value).toBe('model://new-name/v1')
  })

  it('leaves it to the default of the caller where nothing serves', async () => {
    await deploymentOf(acme, 'empty')
    const nothing = (key: string, revision: number) => ({
      status: 200,
      body: { key, reason: 'DISABLED', metadata: { revision } },
    })
    expect(await ask('empty')).toEqual(nothing('empty', 0))
  })

  it('leaves it so where it was stopped, until it is rolled back; what is archived is not there', async () => {
    await serving('stopped', { 'model://rec/v1': 100 })
    const ref = { org: acme.slug, deployment: 'stopped' }
    const mia = acme.as('maintainer')
    await stopDeployment(mia, { ...ref, note: 'It errs.' })
    const nothing = { key: 'stopped', reason: 'DISABLED', metadata: { revision: 2 } }
    expect(await ask('stopped')).toEqual({ status: 200, body: nothing })
    await rollbackDeployment(mia, { ...ref, to: 1, note: 'It was another.' })
    expect((await ask('stopped')).body).toMatchObject({ value: 'model://rec/v1', variant: 'v1' })
    await stopDeployment(mia, { ...ref, note: 'It errs.' })
    await archiveDeployment(mia, ref)
    expect(await ask('stopped')).toEqual(hidden('stopped'))
  })

  it('answers with nothing that was deleted', async () => {
    await approvedModel(acme, 'doomed', 1)
    await serving('of-doomed', { 'model://doomed/v1': 100 })
    const mia = acme.as('maintainer')
    await deleteVersion(mia, {
      org: acme.slug,
      model: 'doomed',
      version: 1,
      note: 'x',
      force: true,
    })
    expect(await ask('of-doomed')).toEqual(hidden('of-doomed'))
    await deploymentOf(acme, 'of-attic', { project: 'attic' })
    expect((await ask('of-attic')).status).toBe(200)
    await deleteProject(mia, { org: acme.slug, project: 'attic' })
    expect(await ask('of-attic')).toEqual(hidden('of-attic'))
  })

  it('knows only the deployments of the organization of the token', async () => {
    await serving('ours', { 'model://rec/v1': 100 })
    const other = await hub.organization()
    const foreign = bearer(await other.secret('admin'))
    expect(await ask('ours', 'a', foreign)).toEqual(hidden('ours'))
  })

  const odd = [
    ['an object that lacks a targeting key', '{"context":{}}', 'TARGETING_KEY_MISSING'],
    ['no context', '{}', 'TARGETING_KEY_MISSING'],
    ['nothing', '', 'TARGETING_KEY_MISSING'],
    ['no body at all', undefined, 'TARGETING_KEY_MISSING'],
    ['null as the context', '{"context":null}', 'TARGETING_KEY_MISSING'],
    ['null as the key', '{"context":{"targetingKey":null}}', 'TARGETING_KEY_MISSING'],
    ['an empty key', '{"context":{"targetingKey":""}}', 'TARGETING_KEY_MISSING'],
    ['a key elsewhere', '{"targetingKey":"a"}', 'TARGETING_KEY_MISSING'],
    [
      'a key on the prototype',
      '{"context":{"__proto__":{"targetingKey":"a"}}}',
      'TARGETING_KEY_MISSING',
    ],
    ['a number as the key', '{"context":{"targetingKey":7}}', 'INVALID_CONTEXT'],
    ['an object as the key', '{"context":{"targetingKey":{}}}', 'INVALID_CONTEXT'],
    ['a key of 1025 characters', asked('x'.repeat(1025)), 'INVALID_CONTEXT'],
    ['a list as the context', '{"context":[]}', 'INVALID_CONTEXT'],
    ['a text as the context', '{"context":"a"}', 'INVALID_CONTEXT'],
    ['a context that is too large', asked('x'.repeat(mostBytes)), 'INVALID_CONTEXT'],
    ['a list', '[]', 'PARSE_ERROR'],
    ['null', 'null', 'PARSE_ERROR'],
    ['what is no JSON', '{"context":', 'PARSE_ERROR'],
    ['lists without end', '['.repeat(mostBytes), 'PARSE_ERROR'],
  ] as const
  it.each(odd)('refuses %s', async (_what, body, errorCode) => {
    const failure = { errorCode, errorDetails: expect.stringMatching(/\S/) }
    // One that ends with its answer would be reset under what is still being sent.
    const headers = { ...bearer(token), connection: 'keep-alive' }
    const one = await post('/rec', body, headers)
    expect([one.status, await one.json()]).toEqual([400, { key: 'rec', ...failure }])
    const all = await post('', body, headers)
    expect([all.status, await all.json()]).toEqual([400, failure])
  })

  it.each([
    ['a text of any script', 'пользователь-1 🐧'],
    ['half a character', '\ud83d'],
    ['NUL', 'a\u0000b'],
    ['1024 characters', 'x'.repeat(1024)],
    ['a word of JSON', 'null'],
  ])('takes %s as a key', async (_what, targetingKey) => {
    await deploymentOf(acme, 'any-key').catch(() => undefined)
    await deploys(acme.as('maintainer'), acme.slug, 'any-key', {
      'model://rec/v1': 50,
      'model://rec/v2': 50,
    })
    const first = await ask('any-key', targetingKey)
    expect(first.status).toBe(200)
    expect(await ask('any-key', targetingKey)).toEqual(first)
  })

  it.each([
    ['that is absent', 'absent'],
    ['in capitals', 'ABSENT'],
    ['with a NUL', 'a%00b'],
    ['of a space', '%20'],
    ['of 1024 characters', 'x'.repeat(1024)],
    ['that objects have', '__proto__'],
  ])('knows no flag %s', async (_what, flag) => {
    expect(await ask(flag)).toEqual(hidden(decodeURIComponent(flag)))
  })

  it('is no page, and answers to no other method', async () => {
    for (const method of ['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])
      for (const path of ['', '/rec']) {
        const url = `${server.url}/ofrep/v1/evaluate/flags${path}`
        const answer = await fetch(url, { method, headers: bearer(token) })
        expect(answer.status).toBe(404)
        expect(await answer.json()).toMatchObject({ error: { code: 'not_found' } })
      }
  })
})

describe('what is not for the eyes of whoever asks', () => {
  it('is a flag that is not there, at a limited token and for a restricted model', async () => {
    await serving('mixed', { 'model://secret/v1': 50, 'model://rec/v1': 50 })
    const all = await Promise.all(Array.from({ length: 20 }, (_, n) => ask('mixed', `user-${n}`)))
    const theirs = all.map(({ body }) => body.variant)
    expect(new Set(theirs).size).toBe(2)
    const { id } = (
      await hub.database.read.execute<{ id: string }>(
        `select id from models where organization_id = '${acme.id}' and slug = 'rec'`,
      )
    ).rows[0] ?? { id: '' }
    const limited = bearer(await acme.secret('reader', { modelIds: [id] }))
    const restrict = (accessMode: 'restricted' | 'organization') =>
      updateModel(acme.as('admin'), { org: acme.slug, model: 'secret', accessMode })
    const check = async (headers?: object) => {
      for (const [n, { body }] of all.entries()) {
        const seen = String(body.value).startsWith('model://rec/')
        expect(await ask('mixed', `user-${n}`, headers)).toEqual(
          seen ? { status: 200, body } : hidden('mixed'),
        )
        const bulk = await post('', asked(`user-${n}`), headers)
        const { flags } = (await bulk.json()) as { flags: { key: string }[] }
        expect(flags.filter(({ key }) => key === 'mixed')).toEqual(seen ? [body] : [])
      }
    }
    await check(limited)
    await restrict('restricted')
    await check()
    expect((await ask('mixed', 'user-1', bearer(await acme.secret('admin')))).status).toBe(200)
  })
})

describe('POST /ofrep/v1/evaluate/flags', () => {
  it('answers for every deployment that is in use, by name', async () => {
    const other = await hub.organization()
    await approvedModel(other, 'rec', 2)
    const headers = bearer(await other.secret('reader'))
    const all = async () => (await post('', asked('user-1'), headers)).json()
    expect(await all()).toEqual({ flags: [] })
    for (const name of ['zebra', 'apple']) {
      await deploymentOf(other, name)
      await deploys(other.as('maintainer'), other.slug, name, {
        'model://rec/v2': 50,
        'model://rec/v1': 50,
      })
    }
    await deploymentOf(other, 'empty')
    const one = async (name: string) => (await ask(name, 'user-1', headers)).body
    expect(await all()).toEqual({
      flags: [
        await one('apple'),
        { key: 'empty', reason: 'DISABLED', metadata: { revision: 0 } },
        await one('zebra'),
      ],
    })
  })

  it('answers 304 until an answer is another one, and counts only what it gives out', async () => {
    const other = await hub.organization()
    await approvedModel(other, 'rec', 2)
    const headers = bearer(await other.secret('reader'))
    await deploymentOf(other, 'only')
    const serve = (version: number) =>
      deploys(other.as('maintainer'), other.slug, 'only', { [`model://rec/v${version}`]: 100 })
    await serve(1)
    const first = await post('', asked('user-1'), headers)
    const etag = first.headers.get('etag') ?? ''
    expect(etag).toMatch(/^"[\w-]+"$/)
    for (const told of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
      const again = await post('', asked('user-1'), { ...headers, 'if-none-match': told })
      expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag])
    }
    await serve(2)
    const moved = await post('', asked('user-1'), { ...headers, 'if-none-match': etag })
    expect(moved.status).toBe(200)
    expect(moved.headers.get('etag')).not.toBe(etag)
    await writeAssignments()
    const { rows } = await hub.database.read.execute<{ count: string }>(
      `select sum(a.count) as count from deployment_assignments a
        join deployment_revisions r on r.id = a.revision_id where r.organization_id = '${other.id}'`,
    )
    expect(Number(rows[0]?.count)).toBe(2)
  })
})

describe('who may ask', () => {
  const roles: Role[] = ['auditor', 'reader', 'approver', 'contributor', 'maintainer', 'admin']
  const paths = ['', '/asked']

  it.each(paths)('%s: decided by role; nothing but a refusal is on record', async (path) => {
    await serving('asked', { 'model://rec/v1': 100 }).catch(() => undefined)
    for (const role of roles) {
      const headers = bearer(await acme.secret(role, { scopes: ['read'] }))
      const before = (await acme.events()).length
      expect((await post(path, asked('a'), headers)).status).toBe(200)
      expect(rolesAllow([role], 'deployment.evaluate')).toBe(true)
      expect(await acme.events()).toHaveLength(before)
    }
    const writes = bearer(await acme.secret('contributor', { scopes: ['write'] }))
    const before = (await acme.events()).length
    const answer = await post(path, asked('a'), writes)
    const failure = { errorCode: 'GENERAL', errorDetails: expect.stringContaining('scope read') }
    expect(answer.status).toBe(403)
    expect(await answer.json()).toEqual(path ? { key: 'asked', ...failure } : failure)
    expect((await acme.events()).slice(before)).toMatchObject([
      { action: 'deployment.evaluate', outcome: 'refused', via: 'ofrep' },
    ])
    // What is not there leaves no trace.
    expect((await post('/absent', asked('a'), writes)).status).toBe(404)
    expect(await acme.events()).toHaveLength(before + 1)
  })

  it.each(paths)('%s: not without a token, with two, or with a browser', async (path) => {
    const { secret } = await startSession(acme.personId('admin'), acme.as('admin').origin)
    const expired = await acme.secret('admin', { expiresAt: new Date(Date.now() - 1000) })
    const strangers = [
      {},
      bearer('hub_unknown'),
      bearer(expired),
      { 'x-api-key': '' },
      { 'x-api-key': 'hub_unknown' },
      { authorization: token },
      { authorization: `Basic ${token}`, 'x-api-key': token },
      { ...bearer(token), 'x-api-key': await acme.secret('reader') },
      { cookie: `${sessionCookieName()}=${secret}`, 'sec-fetch-site': 'same-origin' },
    ]
    for (const headers of strangers) {
      const answer = await post(path, 'no JSON', headers)
      expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
      expect(await answer.json()).toMatchObject({ errorCode: 'GENERAL' })
    }
  })
})

describe('GET …/deployments/{d}/flag', () => {
  it('is the flag with an ETag, for whoever may ask', async () => {
    await serving('whole', { 'model://rec/v3': 10, 'model://rec/v2': 90 })
    const path = `/${acme.slug}/deployments/whole/flag`
    const answer = await server.fetch(token, 'GET', path)
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({
      flags: { whole: { state: 'ENABLED', metadata: { revision: 1, 'digest.v3': digest } } },
    })
    const etag = answer.headers.get('etag') ?? ''
    const again = await server.fetch(token, 'GET', path, undefined, { 'if-none-match': etag })
    expect([again.status, await again.text()]).toEqual([304, ''])
    await deploys(acme.as('maintainer'), acme.slug, 'whole', { 'model://rec/v3': 100 })
    const moved = await server.fetch(token, 'GET', path, undefined, { 'if-none-match': etag })
    expect(moved.status).toBe(200)
    expect(await counted('whole')).toEqual([])
  })
})

describe('what was given out', () => {
  it('is counted by revision, variant and hour', async () => {
    await serving('counted', { 'model://rec/v1': 100 })
    for (let n = 0; n < 3; n++) await ask('counted')
    await deploys(acme.as('maintainer'), acme.slug, 'counted', { 'model://rec/v2': 100 })
    for (let n = 0; n < 2; n++) await ask('counted')
    await ask('absent')
    const rows = await counted('counted')
    const of = (number: number) => sum(rows.filter(({ revision }) => revision === number))
    expect([of(1), of(2)]).toEqual([3, 2])
    expect(new Set(rows.map(({ variant }) => variant))).toEqual(new Set(['v1', 'v2']))
    for (const { hour } of rows) expect(hour.getTime() % 3_600_000).toBe(0)
    await ask('counted')
    expect(sum(await counted('counted'))).toBe(6)
  })
})
