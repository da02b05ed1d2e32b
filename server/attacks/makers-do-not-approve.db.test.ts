import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Role } from '@/lib/actor'
import { grantModel } from '@/lib/grants/grant'
import { createProject } from '@/lib/projects/create'
import { createRun } from '@/lib/runs/create'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { modelOf, registered } from '@/lib/testing/registry'
import { getVersion } from '@/lib/versions/queries'
import { registerVersion } from '@/lib/versions/register'
import { type Asking, browserOf, isRefused, waysToDecide } from '../testing/deciding'
import { startServer, type TestServer } from '../testing/server'

let hub: TestHub
let server: TestServer
let acme: TestOrganization
let org: string

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
  org = acme.slug
  await modelOf(acme.as('maintainer'), org, 'churn')
  for (const role of ['contributor', 'admin'] as const)
    await grantModel(acme.as('admin'), {
      ...{ org, model: 'churn', person: acme.personId(role), role: 'approver' },
    })
})

/** Everything that somebody can act through: a browser, a token, a service account of theirs. */
async function handsOf(role: Role): Promise<[string, Asking][]> {
  const scopes = ['read', 'write', 'decide', 'admin'] as const
  const account = await acme.serviceAccountToken({
    ...{ roles: ['approver', 'admin'], owner: role, scopes: [...scopes] },
  })
  return [
    ['browser', await browserOf(acme, role)],
    ['token', { secret: await acme.secret(role, { scopes: [...scopes] }) }],
    ['service account', { secret: account.secret }],
  ]
}

async function expectRefused(role: Role) {
  const ways = Object.entries(waysToDecide(server, acme, 'churn'))
  for (const [hand, asking] of await handsOf(role)) {
    const before = (await acme.events()).length
    for (const [way, ask] of ways)
      expect({ hand, way, refused: await isRefused(await ask(asking)) }).toEqual({
        ...{ hand, way, refused: true },
      })
    const events = (await acme.events()).slice(before)
    expect(events.map(({ outcome }) => outcome)).toEqual(ways.map(() => 'refused'))
    const behind = events.map(({ actor, onBehalfOf }) => onBehalfOf ?? actor.id)
    expect(new Set(behind)).toEqual(new Set([acme.personId(role)]))
  }
  const version = await getVersion(acme.as('reader'), { org, model: 'churn', version: 1 })
  expect(version.state).toBe('pending')
}

describe('who registered a version does not decide on it', () => {
  it('by any hand of theirs, having registered it in the browser', async () => {
    await registered(await acme.signedIn('contributor'), org, { model: 'churn' })
    await expectRefused('contributor')
  })

  it('by any hand of theirs, having registered it through a token', async () => {
    await registered(await acme.token('contributor'), org, { model: 'churn' })
    await expectRefused('contributor')
  })

  it('by any hand of theirs, having let their service account register it', async () => {
    const robot = await acme.serviceAccountToken({ roles: ['contributor'], owner: 'contributor' })
    await registered(robot.ctx, org, { model: 'churn' })
    await expectRefused('contributor')
  })

  it('by any hand of theirs, a run of their service account having made it', async () => {
    const robot = await acme.serviceAccountToken({ roles: ['contributor'], owner: 'contributor' })
    await createProject(acme.as('maintainer'), { org, name: 'Lab' })
    await createRun(robot.ctx, { org, project: 'lab', inputs: [] })
    await registerVersion(robot.ctx, { org, model: 'churn', run: 'run://lab/1' })
    await expectRefused('contributor')
  })

  it('not even as an admin who overrides the policy', async () => {
    await registered(await acme.signedIn('admin'), org, { model: 'churn' })
    await expectRefused('admin')
  })

  it('and somebody else still does', async () => {
    await registered(await acme.signedIn('contributor'), org, { model: 'churn' })
    const answer = await waysToDecide(server, acme, 'churn').approve(
      await browserOf(acme, 'approver'),
    )
    expect(answer.status).toBe(200)
  })
})
