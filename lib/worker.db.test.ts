import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase, setDatabase } from '@/db/client'
import { blobUploads, runProgress, sessions, versionUses } from '@/db/schema/tables'
import { getBlob } from './files/upload'
import { createRun } from './runs/create'
import { getRun } from './runs/queries'
import { projectOf } from './runs/testing'
import { hashSecret } from './secret'
import { startSession } from './sessions/session'
import { system } from './system'
import { type TestHub, type TestOrganization, testHub } from './testing/hub'
import { modelOf, registered, sha256, uploaded } from './testing/registry'
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
    // One moment for all of them: the hour may turn meanwhile.
    const at = new Date()
    const job = { ...(await acme.token('reader')), now: () => at }
    const use = { org: acme.slug, model: 'served', version: 1, how: 'resolve' } as const
    await Promise.all(Array.from({ length: 40 }, () => noteUse(job, use)))
    expect(await uses()).toMatchObject([{ after: { count: 1, how: 'resolve' } }])

    // An hour that goes on is left alone, whenever this runs.
    const begun = new Date(Date.now() + 3_600_000)
    await system((tx) => tx.update(versionUses).set({ hour: begun }))
    await tick()
    expect(await uses()).toHaveLength(1)
    const over = new Date(begun.getTime() - 3 * 3_600_000)
    await system((tx) => tx.update(versionUses).set({ hour: over }))
    await Promise.all([tick(), tick(), tick()])
    const [, total] = await uses()
    expect(total).toMatchObject({ actor: { kind: 'system' }, via: 'worker', after: { count: 40 } })
    expect(await uses()).toHaveLength(2)
  })

  it('is done with pools of one connection each', async () => {
    const narrow = openDatabase(hub.appUrl, { poolSize: 1 })
    setDatabase(narrow)
    try {
      const { hash } = await endedSession()
      const run = await silentRun()
      await tick()
      const left = await system((tx) => tx.select().from(sessions).where(eq(sessions.hash, hash)))
      expect(left).toEqual([])
      expect(await run.state()).toBe('error')
    } finally {
      setDatabase(hub.database)
      await narrow.close()
    }
  })

  it('forgets who brought bytes after two days, and counts of uses after a month', async () => {
    const ana = acme.as('contributor')
    await modelOf(ana, acme.slug, 'aged')
    await registered(ana, acme.slug, { model: 'aged', content: 'aged bytes' })
    await uploaded(ana, acme.slug, 'fresh bytes')
    await noteUse(await acme.token('reader'), {
      org: acme.slug,
      model: 'aged',
      version: 1,
      how: 'resolve',
    })
    await system(async (tx) => {
      const hours = (count: number) => new Date(Date.now() - count * 3_600_000)
      const aged = eq(blobUploads.sha256, sha256('aged bytes'))
      await tx
        .update(blobUploads)
        .set({ at: hours(49) })
        .where(aged)
      await tx.update(versionUses).set({ hour: hours(31 * 24), closedAt: hours(31 * 24) })
    })
    await tick()
    const brought = await system((tx) => tx.select().from(blobUploads))
    const digests = brought.map((row) => row.sha256)
    expect(digests).toContain(sha256('fresh bytes'))
    expect(digests).not.toContain(sha256('aged bytes'))
    expect(await system((tx) => tx.select().from(versionUses))).toEqual([])
    const blob = await getBlob(ana, { org: acme.slug, sha256: sha256('aged bytes') })
    expect(blob.size).toBe(10)
  })

  it('forgets sessions that ended long ago and keeps the others', async () => {
    await endedSession()
    const live = await startSession(acme.personId('reader'), acme.as('reader').origin)
    await tick()
    const left = await system((tx) => tx.select().from(sessions))
    expect(left.map(({ hash }) => hash)).toEqual([hashSecret(live.secret)])
  })
})

async function endedSession(): Promise<{ hash: string }> {
  const { secret } = await startSession(acme.personId('reader'), acme.as('reader').origin)
  const hash = hashSecret(secret)
  const expiresAt = new Date('2001-01-01')
  await system((tx) => tx.update(sessions).set({ expiresAt }).where(eq(sessions.hash, hash)))
  return { hash }
}

/** A run that was last heard of long ago. */
async function silentRun(): Promise<{ state(): Promise<string> }> {
  const ana = acme.as('contributor')
  const project = await projectOf(ana, acme.slug, 'silent')
  const { run } = await createRun(ana, { org: acme.slug, project, inputs: [] })
  await system((tx) => tx.update(runProgress).set({ heartbeatAt: new Date('2001-01-01') }))
  return { state: async () => (await getRun(ana, { org: acme.slug, project, run })).state }
}
