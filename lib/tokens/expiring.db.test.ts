import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { outbox, tokenWarnings } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import { systemContext } from '../context'
import { removeMember } from '../members/remove'
import { disableServiceAccount } from '../service-accounts/disable'
import { system } from '../system'
import { arrival, type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { dayMs } from '../time'
import { tick } from '../worker'
import { createToken } from './create'
import { announceExpiring } from './expiring'
import { revokeToken } from './revoke'

let hub: TestHub
let org: TestOrganization
beforeAll(async () => {
  hub = await testHub()
})
afterAll(() => hub.close())

const start = new Date('2027-03-01T12:00:00.000Z')
const inDays = (days: number) => new Date(start.getTime() + days * dayMs)
const at = (ctx: Ctx, when: Date): Ctx => ({ ...ctx, now: () => when })
const worker = (when: Date) => at(systemContext('worker', arrival()), when)

/** A token of Ana's, made at the start for so many days. */
async function tokenFor(days: number, ctx = org.as('contributor')) {
  const expiresAt = inDays(days).toISOString()
  return createToken(at(ctx, start), { org: org.slug, name: 'ci', scopes: ['read'], expiresAt })
}

const told = async () => {
  const rows = await system((tx) =>
    tx.select().from(outbox).where(eq(outbox.organizationId, org.id)).orderBy(outbox.seq),
  )
  return rows.filter(({ what }) => what === 'token.expiring')
}

describe('a token that is about to end', () => {
  it('is announced once, seven days before, without its secret', async () => {
    org = await hub.organization()
    const made = await tokenFor(30)
    await announceExpiring(worker(inDays(22.9)))
    expect(await told()).toEqual([])
    await announceExpiring(worker(inDays(23)))
    await announceExpiring(worker(inDays(25)))
    expect(await told()).toMatchObject([
      {
        what: 'token.expiring',
        orderKey: made.id,
        modelId: null,
        body: {
          token: made.id,
          name: 'ci',
          owner: org.personId('contributor'),
          serviceAccount: null,
          scopes: ['read'],
          expiresAt: made.expiresAt,
        },
        at: inDays(23),
      },
    ])
    expect(JSON.stringify(await told())).not.toContain(made.secret.slice(4))
  })

  it('is announced late rather than not at all, where nobody looked in time', async () => {
    org = await hub.organization()
    await tokenFor(30)
    await announceExpiring(worker(inDays(29.9)))
    expect(await told()).toHaveLength(1)
  })

  it('is announced the day before where it was made for less than two weeks', async () => {
    org = await hub.organization()
    await tokenFor(7)
    await announceExpiring(worker(inDays(5.9)))
    expect(await told()).toEqual([])
    await announceExpiring(worker(inDays(6)))
    expect(await told()).toHaveLength(1)
  })

  it.each([0.5, 1, 2])('is not announced where it was made for %d days', async (days) => {
    org = await hub.organization()
    await tokenFor(days)
    await announceExpiring(worker(inDays(days - 0.1)))
    expect(await told()).toEqual([])
  })

  it('is announced once by any number of replicas at the same time', async () => {
    org = await hub.organization()
    await Promise.all(Array.from({ length: 5 }, () => tokenFor(30)))
    await Promise.all(Array.from({ length: 5 }, () => announceExpiring(worker(inDays(24)))))
    expect(new Set((await told()).map(({ orderKey }) => orderKey)).size).toBe(5)
    expect(await told()).toHaveLength(5)
  })

  it('is announced by the background work', async () => {
    org = await hub.organization()
    const now = new Date()
    const ctx = at(org.as('contributor'), new Date(now.getTime() - 20 * dayMs))
    const expiresAt = new Date(now.getTime() + dayMs).toISOString()
    const { id } = await createToken(ctx, {
      org: org.slug,
      name: 'ci',
      scopes: ['read'],
      expiresAt,
    })
    await tick()
    const warnings = await system((tx) =>
      tx.select().from(tokenWarnings).where(eq(tokenWarnings.tokenId, id)),
    )
    expect(warnings).toHaveLength(1)
  })
})

describe('a token that nobody will miss', () => {
  it('is not announced: revoked, ended, of a former member, of a service account that is off', async () => {
    org = await hub.organization()
    const revoked = await tokenFor(30)
    await revokeToken(org.as('contributor'), { org: org.slug, id: revoked.id })
    await tokenFor(30, org.as('reader'))
    await removeMember(org.as('admin'), { org: org.slug, id: org.personId('reader') })
    const robot = await org.serviceAccountToken({ expiresAt: new Date(Date.now() + 30 * dayMs) })
    await disableServiceAccount(org.as('admin'), { org: org.slug, account: robot.slug })
    await announceExpiring(worker(new Date(Date.now() + 29 * dayMs)))
    await announceExpiring(worker(inDays(25)))
    expect(await told()).toEqual([])
    await tokenFor(30)
    await announceExpiring(worker(inDays(30)))
    expect(await told()).toEqual([])
  })
})
