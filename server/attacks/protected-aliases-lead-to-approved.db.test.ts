import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { grantModel } from '@/lib/grants/grant'
import { getModel } from '@/lib/models/queries'
import { setModelPolicy } from '@/lib/policies/set'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { modelOf, registered } from '@/lib/testing/registry'
import { approveVersion, rejectVersion } from '@/lib/versions/decide'
import { browserOf } from '../testing/deciding'
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
  for (const _ of [1, 2, 3]) await registered(acme.as('maintainer'), org, { model: 'churn' })
  await approveVersion(acme.as('approver'), { org, model: 'churn', version: 1 })
  await rejectVersion(acme.as('approver'), { org, model: 'churn', version: 3, note: 'Bad.' })
})

const production = () => `/${org}/models/churn/aliases/production`
const resolved = async () => {
  const secret = await acme.secret('reader')
  const answer = await server.fetch(secret, 'GET', `/${org}/resolve?uri=model://churn/production`)
  return ((await answer.json()) as { version?: number }).version ?? null
}

it('moves no protected alias to a pending or rejected version, by no door and no role', async () => {
  await setModelPolicy(acme.as('admin'), { org, model: 'churn', protectedAliases: ['production'] })
  const token = { secret: await acme.secret('maintainer') }
  const robot = await acme.serviceAccountToken({ roles: ['maintainer'], scopes: ['read', 'write'] })
  const hands = [token, { secret: robot.secret }, await browserOf(acme, 'admin')]
  for (const { secret, headers } of hands.map((hand) => ({ headers: {}, ...hand })))
    for (const version of [2, 3]) {
      const answer = await server.fetch(secret, 'PUT', production(), { version }, headers)
      expect(answer.status).toBe(409)
      expect(await answer.text()).toContain('"alias_protected"')
    }
  expect(await resolved()).toBeNull()
  expect((await server.fetch(token.secret, 'PUT', production(), { version: 1 })).status).toBe(200)
  expect(await resolved()).toBe(1)
  // What is not protected leads where its maintainers want.
  const staging = production().replace('production', 'staging')
  expect((await server.fetch(token.secret, 'PUT', staging, { version: 2 })).status).toBe(200)
})

it('lets only the team of the policy move it or take it away', async () => {
  await acme.team('release', ['contributor'])
  await grantModel(acme.as('admin'), {
    ...{ org, model: 'churn', person: acme.personId('contributor'), role: 'maintainer' },
  })
  await setModelPolicy(acme.as('admin'), {
    ...{ org, model: 'churn' },
    protectedAliases: [{ name: 'production', teams: ['release'] }],
  })
  for (const role of ['maintainer', 'admin'] as const) {
    const secret = await acme.secret(role)
    expect((await server.fetch(secret, 'PUT', production(), { version: 1 })).status).toBe(403)
    expect((await acme.events()).at(-1)).toMatchObject({ action: 'alias.move', outcome: 'refused' })
  }
  const ana = await acme.secret('contributor')
  expect((await server.fetch(ana, 'PUT', production(), { version: 1 })).status).toBe(200)
  const mia = await acme.secret('maintainer')
  expect((await server.fetch(mia, 'DELETE', production())).status).toBe(403)
  expect(await resolved()).toBe(1)
  const model = await getModel(acme.as('reader'), { org, model: 'churn' })
  expect(model.latest?.version).toBe(1)
})
