import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { notBackedUp, tableClasses } from '@/db/table-classes'
import { blobPath } from '../files/store'
import { modelOf, registered, sha256, uploaded } from '../testing/registry'
import { findManifest } from './manifest'
import { saveBackup } from './save'
import { type BackupBench, backupBench, restore, root, rowsOf } from './testing'

let bench: BackupBench

beforeAll(async () => {
  bench = await backupBench()
})
afterAll(() => bench.close())

describe('a backup of a hub at rest', () => {
  it('has a file for every table but those it leaves out, for the owner alone', async () => {
    const dir = bench.good
    const manifest = await findManifest(dir)
    const names = manifest?.tables.map(({ name }) => name)
    expect([...(names ?? []), ...notBackedUp].sort()).toEqual(Object.keys(tableClasses).sort())
    for (const name of ['manifest.json', 'model-hub-backup.txt', `${manifest?.folder}/models.gz`])
      expect((await stat(join(dir, name))).mode & 0o777).toBe(0o600)
    expect((await stat(dir)).mode & 0o777).toBe(0o700)
  })

  it('is continued by the next: what is there is not copied again, what is gone goes', async () => {
    const dir = await bench.copy()
    const before = await findManifest(dir)
    await uploaded(bench.acme.as('contributor'), bench.acme.slug, 'one more')
    const { copied } = await bench.save(dir)
    expect(copied).toBe(1)
    const folders = (await readdir(dir)).filter((name) => name.startsWith('tables-'))
    expect(folders).toEqual([(await findManifest(dir))?.folder])
    expect(folders).not.toEqual([before?.folder])
    await restore(dir, await bench.place())

    await rowsOf(
      bench.hub.ownerUrl,
      `delete from blob_uploads where sha256 = '${sha256('one more')}'`,
    )
    await bench.save(dir)
    expect(existsSync(join(dir, 'blobs', blobPath(sha256('one more')).slice(-70)))).toBe(false)
  })

  it('is read again when that is asked for, and what has other bytes is replaced', async () => {
    const dir = await bench.copy()
    const file = join(dir, 'blobs', blobPath(sha256('weights 1')).slice(-70))
    const bytes = await readFile(file)
    await writeFile(
      file,
      bytes.map((byte) => byte ^ 1),
    )
    expect((await bench.save(dir)).copied).toBe(0)
    await expect(restore(dir, await bench.place())).rejects.toThrow('has other bytes')
    expect((await bench.save(dir, true)).copied).toBe(1)
    await restore(dir, await bench.place())
    expect((await bench.save(dir, true)).copied).toBe(0)
  })
})

describe('a backup beside a hub at work', () => {
  it('is of one moment: every version has its number, its event and its file', async () => {
    await modelOf(bench.acme.as('contributor'), bench.acme.slug, 'busy')
    let over = false
    let made = 0
    const writer = async (lane: number) => {
      for (let n = 0; !over; n++) {
        await registered(bench.acme.as('contributor'), bench.acme.slug, {
          model: 'busy',
          content: `${lane} ${n}`,
        })
        made++
      }
    }
    const writers = [1, 2, 3].map(writer)
    await expect.poll(() => made).toBeGreaterThan(3)
    const dir = join(bench.folder, 'busy')
    await bench.save(dir)
    const atEnd = made
    await expect.poll(() => made, { timeout: 10_000 }).toBeGreaterThan(atEnd)
    over = true
    await Promise.all(writers)

    const there = await bench.place()
    await restore(dir, there)
    const [row] = await rowsOf(
      there.ownerUrl,
      `select m.version_count as numbered, count(distinct v.id)::int as versions,
         count(distinct f.version_id)::int as filled, count(distinct e.id)::int as recorded
       from models m join versions v on v.model_id = m.id
         left join version_files f on f.version_id = v.id
         left join audit_events e on e.subject_id = v.id and e.action = 'version.register'
       where m.slug = 'busy' group by m.id`,
    )
    expect(Number(row?.versions)).toBeGreaterThan(2)
    expect(Number(row?.versions)).toBeLessThan(made)
    expect(new Set(Object.values(row ?? {})).size).toBe(1)
  })
})

describe('a backup that cannot be', () => {
  it('of a hub with damaged files saves the rest, names them, and is not complete', async () => {
    const dir = await bench.copy()
    const before = await readFile(join(dir, 'manifest.json'), 'utf8')
    const [lost, changed] = [sha256('weights 1'), sha256('weights 2')]
    const [first, second] = [await readFile(blobPath(lost)), await readFile(blobPath(changed))]
    await rm(blobPath(lost))
    await writeFile(blobPath(changed), 'weights ?')
    await rm(join(dir, 'blobs'), { recursive: true })
    try {
      const failure = await bench.save(dir).catch((error: Error) => error)
      expect(String(failure)).toMatch(new RegExp(`${lost} is missing`))
      expect(String(failure)).toMatch(new RegExp(`${changed} has other bytes`))
    } finally {
      await writeFile(blobPath(lost), first)
      await writeFile(blobPath(changed), second)
    }
    expect(await readFile(join(dir, 'manifest.json'), 'utf8')).toBe(before)
    const saved = (await readdir(join(dir, 'blobs'), { recursive: true })).join('\n')
    expect(saved).toContain(sha256('weights 3'))
    expect(saved).not.toContain(changed)
    await bench.save(dir)
    await restore(dir, await bench.place())
  })

  it('writes to no folder of somebody else, and replaces no backup of another hub', async () => {
    const taken = join(bench.folder, 'taken')
    await mkdir(taken)
    await writeFile(join(taken, 'thesis.tex'), 'x')
    await expect(bench.save(taken)).rejects.toThrow(/is not empty and no backup of a hub/)
    expect(await readdir(taken)).toEqual(['thesis.tex'])
    await expect(bench.save(join(taken, 'thesis.tex'))).rejects.toThrow(/is a file/)
    const other = await bench.copy(async (copy, manifest) => {
      const foreign = { ...manifest, organizations: ['somebody-else'] }
      await writeFile(join(copy, 'manifest.json'), JSON.stringify(foreign))
    })
    await expect(bench.save(other)).rejects.toThrow(/the backup of another hub/)
  })

  it('has nothing to save from a database without a hub', async () => {
    const { ownerUrl, storageDir } = await bench.place()
    const nothing = saveBackup({ dir: join(bench.folder, 'nothing'), ownerUrl, storageDir, root })
    await expect(nothing).rejects.toThrow(/holds no hub yet/)
    await expect(restore(join(bench.folder, 'nothing'), await bench.place())).rejects.toThrow(
      /was never finished/,
    )
  })

  it('while another one works with the same folder is refused', async () => {
    const dir = await bench.copy()
    const outcomes = await Promise.allSettled([bench.save(dir), bench.save(dir)])
    const reasons = outcomes.flatMap((one) =>
      one.status === 'rejected' ? [String(one.reason)] : [],
    )
    expect(reasons).toEqual([expect.stringContaining('has worked on')])
  })
})
