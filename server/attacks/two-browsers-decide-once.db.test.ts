import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { decisions } from '@/db/schema/tables'
import { grantModel } from '@/lib/grants/grant'
import { setModelPolicy } from '@/lib/policies/set'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { modelOf, registered } from '@/lib/testing/registry'
import { getVersion } from '@/lib/versions/queries'
import { browserOf, waysToDecide } from '../testing/deciding'
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
  await modelOf(acme.as('contributor'), org, 'churn')
  await registered(acme.as('contributor'), org, { model: 'churn' })
  await grantModel(acme.as('admin'), {
    ...{ org, model: 'churn', person: acme.personId('maintainer'), role: 'approver' },
  })
})

const version = () => getVersion(acme.as('reader'), { org, model: 'churn', version: 1 })
const approvals = () =>
  hub.database.read.select().from(decisions).where(eq(decisions.organizationId, acme.id))

/** Approves in several browsers at the same moment; the statuses, lowest first. */
async function atOnce(roles: readonly ('approver' | 'maintainer')[]): Promise<number[]> {
  const browsers = await Promise.all(roles.map((role) => browserOf(acme, role)))
  const { approve } = waysToDecide(server, acme, 'churn')
  const answers = await Promise.all(browsers.map((browser) => approve(browser)))
  return answers.map(({ status }) => status).sort()
}

describe('two approvals at the same moment', () => {
  it('of one person in two browsers are one', async () => {
    expect(await atOnce(['approver', 'approver'])).toEqual([200, 409])
    expect(await approvals()).toHaveLength(1)
    expect((await version()).state).toBe('approved')
  })

  it('of two people are one where one suffices: the second is told that it is decided', async () => {
    expect(await atOnce(['approver', 'maintainer'])).toEqual([200, 409])
    expect(await approvals()).toHaveLength(1)
  })

  it('of one person do not count as two where two people are needed', async () => {
    await setModelPolicy(acme.as('admin'), { org, model: 'churn', approvals: { count: 2 } })
    expect(await atOnce(['approver', 'approver', 'approver'])).toEqual([200, 409, 409])
    expect(await version()).toMatchObject({
      state: 'pending',
      approvals: { needed: 2, given: 1 },
    })
    expect(await atOnce(['approver', 'maintainer'])).toEqual([200, 409])
    expect(await version()).toMatchObject({ state: 'approved', approvals: { given: 2 } })
    expect(new Set((await approvals()).map(({ personId }) => personId)).size).toBe(2)
  })

  it('of two people are both counted where two are needed', async () => {
    await setModelPolicy(acme.as('admin'), { org, model: 'churn', approvals: { count: 2 } })
    expect(await atOnce(['approver', 'maintainer'])).toEqual([200, 200])
    expect((await version()).state).toBe('approved')
  })
})
