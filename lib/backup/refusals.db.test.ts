import { createHash } from 'node:crypto'
import { readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase } from '@/db/client'
import { migrate } from '@/db/migrate'
import { blobPath } from '../files/store'
import { sha256 } from '../testing/registry'
import type { Manifest } from './manifest'
import { type BackupBench, backupBench, contentsOf, restore, root, rowsOf } from './testing'

let bench: BackupBench

beforeAll(async () => {
  bench = await backupBench()
})
afterAll(() => bench.close())

describe('a restore is refused, and writes nothing,', () => {
  const edited = (change: (manifest: Manifest) => unknown) =>
    bench.copy(async (copy, manifest) => {
      await writeFile(join(copy, 'manifest.json'), JSON.stringify(change(manifest)))
    })
  const cases: [string, RegExp, () => Promise<string>][] = [
    ['from nowhere', /There is no backup in/, async () => join(bench.folder, 'nowhere')],
    [
      'from a backup that was not finished',
      /was never finished/,
      () => bench.copy((copy) => rm(join(copy, 'manifest.json'))),
    ],
    [
      'with a truncated manifest',
      /manifest\.json is damaged/,
      () =>
        bench.copy(async (copy) => {
          const text = await readFile(join(copy, 'manifest.json'), 'utf8')
          await writeFile(join(copy, 'manifest.json'), text.slice(0, text.length / 2))
        }),
    ],
    [
      'with a table file changed',
      /is damaged, and nothing was restored:[\s\S]*versions\.gz has other bytes/,
      () =>
        bench.copy(async (copy, { folder: tables }) => {
          const path = join(copy, tables, 'versions.gz')
          const bytes = await readFile(path)
          bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
          await writeFile(path, bytes)
        }),
    ],
    [
      'with a table file missing',
      /people\.gz is missing/,
      () => bench.copy((copy, { folder: tables }) => rm(join(copy, tables, 'people.gz'))),
    ],
    [
      'with a file missing',
      new RegExp(`${sha256('weights 2')} is missing`),
      () =>
        bench.copy((copy) =>
          rm(join(copy, 'blobs', blobPath(sha256('weights 2')).slice(-70)), { recursive: true }),
        ),
    ],
    [
      'with a file changed',
      new RegExp(`${sha256('weights 2')} has other bytes`),
      () =>
        bench.copy((copy) =>
          writeFile(join(copy, 'blobs', blobPath(sha256('weights 2')).slice(-70)), 'weights !'),
        ),
    ],
    [
      'from a newer hub',
      /made by Model Hub 9\.9\.9 .* that version or a newer one/,
      () =>
        edited((manifest) => ({
          ...manifest,
          version: '9.9.9',
          schema: { tag: '9999_far', when: 9e12 },
        })),
    ],
    [
      'with another number of rows',
      /members has \d+ rows after loading instead of 7/,
      () =>
        edited((manifest) => ({
          ...manifest,
          tables: manifest.tables.map((table) =>
            table.name === 'members' ? { ...table, rows: 7 } : table,
          ),
        })),
    ],
    [
      'with a table that no backup has',
      /names a table sessions, which no backup has/,
      () =>
        edited(({ tables, ...manifest }) => ({
          ...manifest,
          tables: tables.map((table) =>
            table.name === 'people' ? { ...table, name: 'sessions' } : table,
          ),
        })),
    ],
    [
      'with a table twice',
      /names the table people twice/,
      () =>
        edited(({ tables, ...manifest }) => ({
          ...manifest,
          tables: [...tables, ...tables.filter(({ name }) => name === 'people')],
        })),
    ],
    [
      'with a link in place of a file',
      /is no plain file/,
      () =>
        bench.copy(async (copy) => {
          const path = join(copy, 'blobs', blobPath(sha256('weights 2')).slice(-70))
          await rename(path, join(copy, 'elsewhere'))
          await symlink(join(copy, 'elsewhere'), path)
        }),
    ],
    [
      'with a link in place of a table',
      /people\.gz is no plain file/,
      () =>
        bench.copy(async (copy, { folder: tables }) => {
          await rename(join(copy, tables, 'people.gz'), join(copy, 'elsewhere'))
          await symlink(join(copy, 'elsewhere'), join(copy, tables, 'people.gz'))
        }),
    ],
    ...['../../../../../../etc/hostname\t1', `${sha256('weights 2')}\t-1`, 'abc\t1', ''].map(
      (row): [string, RegExp, () => Promise<string>] => [
        `with a list of files that names ${JSON.stringify(row.slice(0, 20))}`,
        /holds a row that names no file/,
        () => withFiles(`${row}\n`),
      ],
    ),
    [
      'where rows name what is not there',
      /foreign key/,
      () =>
        edited((manifest) => ({
          ...manifest,
          tables: manifest.tables.filter(({ name }) => name !== 'people'),
        })),
    ],
  ]

  /** A backup whose list of files is another. */
  const withFiles = (text: string) =>
    bench.copy(async (copy, manifest) => {
      const bytes = gzipSync(text)
      await writeFile(join(copy, manifest.folder, 'blobs.gz'), bytes)
      const digest = createHash('sha256').update(bytes).digest('hex')
      const columns = ['sha256', 'size']
      const tables = manifest.tables.map((table) =>
        table.name === 'blobs' ? { ...table, columns, sha256: digest } : table,
      )
      await writeFile(join(copy, 'manifest.json'), JSON.stringify({ ...manifest, tables }))
    })

  it.each(cases)('%s', async (_, sentence, damaged) => {
    const dir = await damaged()
    const there = await bench.place()
    await expect(restore(dir, there)).rejects.toThrow(sentence)
    const tables = await rowsOf(
      there.ownerUrl,
      `select table_name from information_schema.tables where table_schema = 'public'`,
    )
    expect(tables).toEqual([])
  })

  it('over a hub with data, however little; one that was only started is empty', async () => {
    const there = await bench.place()
    await migrate({ ownerUrl: there.ownerUrl, appRole: 'hub_app', root })
    await restore(bench.good, there)
    const before = await contentsOf(there.ownerUrl)
    await expect(restore(bench.good, there)).rejects.toThrow(/This hub is not empty/)
    expect(await contentsOf(there.ownerUrl)).toEqual(before)
  })

  it('while a hub is at work on the database, and beside tables of something else', async () => {
    const there = await bench.place()
    await migrate({ ownerUrl: there.ownerUrl, appRole: 'hub_app', root })
    const busy = openDatabase(there.appUrl, { poolSize: 1 })
    await busy.read.execute('select 1')
    await expect(restore(bench.good, there)).rejects.toThrow(/A hub is at work/)
    await busy.close()
    await rowsOf(there.ownerUrl, 'create table recipes (name text)')
    await expect(restore(bench.good, there)).rejects.toThrow(/holds a table recipes/)
  })
})
