import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sessions, versionUses } from '@/db/schema/tables'
import { startSession } from './sessions/session'
import { system } from './system'
import { type TestHub, type TestOrganization, testHub } from './testing/hub'
import { modelOf, registered } from './testing/registry'
import { noteUse } from './versions/use'
import { tick } from './worker'

let hub: TestHub
let acme: TestOrganization

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
})
afterAll(() => hub.close())

const uses = async () => (await acme.events()).filter(({ action }) => action === 'version.use')

describe('the background work', () => {
  it('closes an hour of uses with one event that carries the total, wherever it runs', async () => {
    const ana = acme.as('contributor')
    await modelOf(ana, acme.slug, 'served')
    await registered(ana, acme.slug, { model: 'served' })
    const job = await acme.token('reader')
    const use = { org: acme.slug, model: 'served', version: 1, how: 'resolve' } as const
    await Promise.all(Array.from({ length: 40 }, () => noteUse(job, use)))
    expect(await uses()).toMatchObject([{ after: { count: 1, how: 'resolve' } }])

    await tick()
    expect(await uses()).toHaveLength(1)
    await system((tx) =>
      tx.update(versionUses).set({ hour: sql`${versionUses.hour} - interval '2 hours'` }),
    )
    await Promise.all([tick(), tick(), tick()])
    const [, total] = await uses()
    expect(total).toMatchObject({ actor: { kind: 'system' }, via: 'worker', after: { count: 40 } })
    expect(await uses()).toHaveLength(2)
  })

  it('forgets sessions that ended long ago and keeps the others', async () => {
    const person = acme.personId('reader')
    const origin = acme.as('reader').origin
    const old = await startSession(person, origin)
    const live = await startSession(person, origin)
    const { hashSecret } = await import('./secret')
    await system((tx) =>
      tx
        .update(sessions)
        .set({ expiresAt: new Date('2001-01-01') })
        .where(eq(sessions.hash, hashSecret(old.secret))),
    )
    await tick()
    const left = await system((tx) => tx.select().from(sessions))
    expect(left.map(({ hash }) => hash)).toEqual([hashSecret(live.secret)])
  })
})
