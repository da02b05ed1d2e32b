import { afterAll, beforeAll, expect, it } from 'vitest'
import { setOrganizationPolicy } from '@/lib/policies/set'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { modelOf, registered } from '@/lib/testing/registry'
import { startServer, type TestServer } from '@/server/testing/server'
import { User } from './testing/user'

let hub: TestHub
let server: TestServer
let acme: TestOrganization
beforeAll(async () => {
  hub = await testHub()
  server = await startServer()
  acme = await hub.organization()
  await modelOf(acme.as('contributor'), acme.slug, 'churn')
  await registered(acme.as('contributor'), acme.slug, {
    model: 'churn',
    metrics: { accuracy: 0.8 },
  })
  await setOrganizationPolicy(acme.as('admin'), {
    org: acme.slug,
    gates: [{ name: 'good', cel: 'metrics.accuracy >= 0.9' }],
    evidence: ['note'],
  })
})
afterAll(async () => {
  await server.close()
  await hub.close()
})

const as = async (role: 'approver' | 'admin') => new User(server.url, await acme.secret(role))

it('hub approve tells each check that refuses it, with the numbers', async () => {
  const ben = await as('approver')
  const refused = await ben.hub(['approve', 'model://churn/v1'])
  expect(refused.exitCode).toBe(6)
  expect(refused.err).toMatch(/^fail good: .*0\.8/m)
  expect(refused.err).toMatch(/^fail note: It has no note/m)
})

it('hub approve --override is for admins with a reason, one version at a time', async () => {
  const [ben, ada] = [await as('approver'), await as('admin')]
  const words = ['approve', 'model://churn/v1', '--override']
  expect((await ben.hub([...words, '-m', 'now'])).exitCode).toBe(4)
  expect((await ada.hub(words)).exitCode).toBe(2)
  expect((await ada.hub([...words, 'model://churn/v2'])).exitCode).toBe(2)
  expect((await ben.hub(['reject', ...words.slice(1)])).exitCode).toBe(2)
  expect(await ada.hub([...words, '-m', 'Outage'])).toMatchObject({
    exitCode: 0,
    out: 'model://churn/v1 approved\n',
  })
  expect(await ada.json(['resolve', 'model://churn/latest'])).toMatchObject({
    warnings: [{ code: 'override' }],
  })
})
