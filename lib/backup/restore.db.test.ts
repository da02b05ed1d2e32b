import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect } from '@/db/connection'
import { knownMigrations } from '@/db/history'
import { contextFromToken } from '../context'
import { resolveUri } from '../resolve/resolve'
import { arrival } from '../testing/hub'
import { modelOf, registered, sha256 } from '../testing/registry'
import { type BackupBench, backupBench, contentsOf, restore, root, rowsOf } from './testing'

let bench: BackupBench

beforeAll(async () => {
  bench = await backupBench()
})
afterAll(() => bench.close())

describe('a backup of a hub at rest', () => {
  it('comes back elsewhere with every row and every byte, and works there', async () => {
    const { manifest, copied } = bench.saved
    expect(copied).toBe(manifest.blobs.count)
    expect(manifest.blobs.count).toBe(7)
    const there = await bench.place()
    await restore(bench.good, there)

    expect(await contentsOf(there.ownerUrl)).toEqual(await contentsOf(bench.hub.ownerUrl))
    const digests = await rowsOf(there.ownerUrl, 'select sha256 from blobs')
    for (const { sha256: digest } of digests) {
      const path = join(there.storageDir, String(digest).slice(0, 2), String(digest).slice(2, 4))
      expect(sha256(await readFile(join(path, String(digest))))).toBe(digest)
    }
    await bench.asHub(there, async () => {
      const ctx = await contextFromToken(bench.secret, { ...arrival(), via: 'api' })
      const found = await resolveUri(ctx, { org: bench.acme.slug, uri: 'model://churn/latest' })
      expect(found).toMatchObject({ version: 2, state: 'approved' })
      const version = await registered(ctx, bench.acme.slug, { model: 'churn', content: 'after' })
      expect(version.version).toBe(4)
    })
    const order = await rowsOf(there.ownerUrl, 'select body from audit_events order by seq')
    const before = await rowsOf(bench.hub.ownerUrl, 'select body from audit_events order by seq')
    expect(order.slice(0, before.length)).toEqual(before)
  })

  it('is guarded where it comes back, also in the transactions that its events came from', async () => {
    const there = await bench.place()
    await restore(bench.good, there)
    const owner = connect(there.ownerUrl, { max: 1 })
    await expect(owner.query(`update models set name = 'x'`)).rejects.toThrow('has no audit event')
    await expect(owner.query(`delete from audit_events`)).rejects.toThrow('is refused')
    const { rows } = await owner.query(
      `select count(distinct txid)::int as many, max(txid) < pg_current_xact_id() as past
       from audit_events`,
    )
    expect(rows).toEqual([{ many: 1, past: true }])
    await owner.end()
  })

  it('made after the first migration comes up to date, and continues', async () => {
    const [first] = await knownMigrations(root)
    const dir = await bench.copy(async (copy, manifest) => {
      const schema = { ...manifest.schema, ...first }
      const later = [
        'life',
        'deleted_at',
        'deleted_by',
        'purged_at',
        'given_by',
        'service_account_id',
      ]
      // Only what the first schema had; enough rows stay for it to be worth looking at.
      const kept = ['organizations', 'people', 'members', 'role_grants', 'tokens', 'blobs']
      const tables = manifest.tables.filter(
        ({ name, columns }) =>
          [...kept, 'audit_events', 'blob_uploads'].includes(name) &&
          !columns.some((column) => later.includes(column)),
      )
      await writeFile(join(copy, 'manifest.json'), JSON.stringify({ ...manifest, schema, tables }))
    })
    const there = await bench.place()
    await restore(dir, there)
    await bench.asHub(there, async () => {
      await modelOf(bench.acme.as('contributor'), bench.acme.slug, 'churn')
      await registered(bench.acme.as('contributor'), bench.acme.slug, { model: 'churn' })
    })
    const [noted] = await rowsOf(
      there.ownerUrl,
      `select count(*)::int as many from drizzle.__drizzle_migrations`,
    )
    expect(noted?.many).toBe((await knownMigrations(root)).length)
  })
})
