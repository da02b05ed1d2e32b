import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type BackupBench, backupBench, contentsOf, restore } from '../../backup/testing'
import { createProject } from '../../projects/create'
import { sealRound } from './seal'
import { exportText, noteOf, offline } from './testing'
import { verifyLog } from './verify'

let bench: BackupBench

beforeAll(async () => {
  bench = await backupBench()
})
afterAll(() => bench.close())

it('comes back with a backup, what waits too, and goes on under the same name and key', async () => {
  const { hub, acme, folder } = bench
  await sealRound()
  const before = await noteOf(hub, acme)
  await createProject(acme.as('maintainer'), { org: acme.slug, name: 'Late', slug: 'late' })
  const dir = `${folder}/sealed`
  await bench.save(dir)
  const there = await bench.place()
  await restore(dir, there)
  expect(await contentsOf(there.ownerUrl)).toEqual(await contentsOf(hub.ownerUrl))
  await bench.asHub(there, async () => {
    expect(await sealRound()).toMatchObject({ events: 1 })
    const found = await verifyLog(acme.id)
    const size = Number(before.split('\n')[1])
    expect(found).toMatchObject({ ok: true, size: size + 1, origin: before.split('\n')[0] })
    expect(await offline(hub, await exportText(acme))).toMatchObject({ code: 0 })
  })
})

it('stays provable when where people came from is erased', async () => {
  const { hub, acme } = bench
  await sealRound()
  const before = await exportText(acme)
  await hub.database.write.execute(sql`delete from audit_origins`)
  expect((await verifyLog(acme.id))?.ok).toBe(true)
  expect(await offline(hub, await exportText(acme))).toMatchObject({ code: 0 })
  expect(before).not.toContain('192.0.2.7')
})
