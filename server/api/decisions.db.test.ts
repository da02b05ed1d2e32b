import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { modelOf, registered } from '@/lib/testing/registry'
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
