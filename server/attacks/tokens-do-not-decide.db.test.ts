import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { setOrganizationPolicy } from '@/lib/policies/set'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { modelOf, registered } from '@/lib/testing/registry'
import { getVersion } from '@/lib/versions/queries'
import { callMlflow } from '../mlflow/testing'
import { type Asking, browserOf, isRefused, waysToDecide } from '../testing/deciding'
import { startServer, type TestServer } from '../testing/server'

let hub: TestHub
let server: TestServer
let acme: TestOrganization

beforeAll(async () => {
  hub = await testHub()
  server = await startServer()
})
afterAll(async () => {
  await server.close()
  await hub.close()
})
beforeEach(async () => {
  acme = await hub.organization()
  await modelOf(acme.as('contributor'), acme.slug, 'churn')
  await registered(acme.as('contributor'), acme.slug, { model: 'churn' })
})

const stateNow = async () =>
  (await getVersion(acme.as('reader'), { org: acme.slug, model: 'churn', version: 1 })).state

/** Tries every way, and answers what the log says of it. */
async function attempt(asking: Asking) {
  const before = (await acme.events()).length
  const ways = Object.entries(waysToDecide(server, acme, 'churn'))
  for (const [way, ask] of ways)
    expect({ way, refused: await isRefused(await ask(asking)) }).toEqual({ way, refused: true })
  expect(await stateNow()).toBe('pending')
  const events = (await acme.events()).slice(before)
  expect(events).toHaveLength(ways.length)
  for (const event of events) expect(event).toMatchObject({ outcome: 'refused', via: 'api' })
  return events
}

describe('a token of an approver and admin', () => {
  it('without the scope to decide decides nothing, and each attempt is recorded', async () => {
    for (const role of ['approver', 'admin'] as const) {
      const events = await attempt({
        secret: await acme.secret(role, { scopes: ['read', 'write', 'admin'] }),
      })
      for (const { reason } of events) expect(reason).toContain('lacks the scope decide')
    }
  })

  it('decides nothing where the policy takes no decisions through tokens; its owner does', async () => {
    await setOrganizationPolicy(acme.as('admin'), { org: acme.slug, tokenDecisions: false })
    await attempt({ secret: await acme.secret('approver') })
    const ways = waysToDecide(server, acme, 'churn')
    expect((await ways.approve(await browserOf(acme, 'approver'))).status).toBe(200)
    expect(await stateNow()).toBe('approved')
  })
})

describe('a service account', () => {
  it('decides nothing, whatever its roles and scopes, and each attempt is recorded as its', async () => {
    const { id, secret } = await acme.serviceAccountToken({
      roles: ['approver', 'admin', 'maintainer'],
      scopes: ['read', 'write', 'decide', 'admin'],
      owner: 'approver',
    })
    const events = await attempt({ secret })
    for (const event of events)
      expect(event).toMatchObject({
        actor: { id, kind: 'service_account' },
        onBehalfOf: acme.personId('approver'),
        reason: 'A decision is made by a person; a service account never makes one.',
      })
  })
})

describe('approving through MLflow', () => {
  const ways = {
    'transition-stage': { stage: 'Production' },
    'set-tag': { key: 'hub.approval', value: 'approved' },
  }

  /** Tries both ways; each is refused, recorded as of this door, and changes nothing. */
  async function attemptThere(secret: string) {
    const before = (await acme.events()).length
    for (const [way, fields] of Object.entries(ways)) {
      const path = `/api/2.0/mlflow/model-versions/${way}`
      const asked = { name: 'churn', version: '1', ...fields }
      const { status, body } = await callMlflow(server, secret, 'POST', path, asked)
      expect([way, status, body.error_code]).toEqual([way, 403, 'PERMISSION_DENIED'])
    }
    expect(await stateNow()).toBe('pending')
    const events = (await acme.events()).slice(before)
    expect(events).toHaveLength(2)
    for (const event of events)
      expect(event).toMatchObject({
        ...{ action: 'version.approve', outcome: 'refused', via: 'mlflow' },
        subject: { uri: 'model://churn/v1' },
      })
    return events
  }

  it('takes the scope to decide', async () => {
    const scopes = ['read', 'write', 'admin'] as const
    const events = await attemptThere(await acme.secret('approver', { scopes: [...scopes] }))
    for (const { reason } of events) expect(reason).toContain('lacks the scope decide')
  })

  it('is for no service account, whatever its roles and scopes', async () => {
    const { id, secret } = await acme.serviceAccountToken({
      roles: ['approver', 'admin', 'maintainer'],
      scopes: ['read', 'write', 'decide', 'admin'],
      owner: 'approver',
    })
    for (const event of await attemptThere(secret))
      expect(event).toMatchObject({ actor: { id, kind: 'service_account' } })
  })

  it('is not done where the policy takes no decisions through tokens', async () => {
    await setOrganizationPolicy(acme.as('admin'), { org: acme.slug, tokenDecisions: false })
    await attemptThere(await acme.secret('approver'))
  })

  it('is done by a token that may decide, so the others were refused for that', async () => {
    const path = '/api/2.0/mlflow/model-versions/transition-stage'
    const asked = { name: 'churn', version: '1', stage: 'Production' }
    const secret = await acme.secret('approver')
    expect((await callMlflow(server, secret, 'POST', path, asked)).status).toBe(200)
    expect(await stateNow()).toBe('approved')
  })
})

describe('a door that speaks for another system', () => {
  it.each(['/api/v1/lineage'])('decides nothing: %s', async (path) => {
    const secret = await acme.secret('approver')
    const answer = await fetch(`${server.url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'churn', version: '1', stage: 'Production' }),
    })
    expect(answer.ok).toBe(false)
    expect(await stateNow()).toBe('pending')
  })
})
