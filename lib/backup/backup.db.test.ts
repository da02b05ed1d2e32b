import { createHash, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import {
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest'
import { openDatabase, setDatabase } from '@/db/client'
import { connect } from '@/db/connection'
import { knownMigrations } from '@/db/history'
import { migrate } from '@/db/migrate'
import { notBackedUp, tableClasses } from '@/db/table-classes'
import { moveAlias } from '../aliases/move'
import { contextFromToken } from '../context'
import { createDataset } from '../datasets/create'
import { registerDatasetVersion } from '../datasets/register'
import { env, setEnv } from '../env'
import { blobPath } from '../files/store'
import { deleteModel } from '../models/life'
import { resolveUri } from '../resolve/resolve'
import { createRun } from '../runs/create'
import { logMetrics } from '../runs/metrics'
import { projectOf, ranJob } from '../runs/testing'
import { arrival, type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf, registered, sha256, uploaded } from '../testing/registry'
import { approveVersion } from '../versions/decide'
import { findManifest, type Manifest } from './manifest'
import { restoreBackup } from './restore'
import { saveBackup } from './save'

const root = process.cwd()
let hub: TestHub
let acme: TestOrganization
let secret: string
let folder: string

const ana = () => acme.as('contributor')
const save = (dir: string) =>
  saveBackup({ dir, ownerUrl: hub.ownerUrl, storageDir: join(hub.dataDir, 'blobs'), root })

beforeAll(async () => {
  hub = await testHub()
  folder = await mkdtemp(join(tmpdir(), 'hub-backup-'))
  acme = await hub.organization()
  secret = await acme.secret('contributor')
  await furnish()
})
afterAll(async () => {
  await hub.close()
  await rm(folder, { recursive: true, force: true })
})

/** Something in as many tables as there are. */
async function furnish() {
  await modelOf(ana(), acme.slug, 'churn')
  for (const n of [1, 2, 3]) {
    const draft = { model: 'churn', content: `weights ${n}`, note: `näh\t"${n}"\\\n` }
    await registered(ana(), acme.slug, { ...draft, metrics: { loss: 'NaN', accuracy: n / 7 } })
  }
  await approveVersion(acme.as('approver'), { org: acme.slug, model: 'churn', version: 2 })
  await moveAlias(acme.as('maintainer'), {
    org: acme.slug,
    model: 'churn',
    alias: 'production',
    version: 2,
  })
  await createDataset(ana(), { org: acme.slug, slug: 'rows' })
  const rows = await uploaded(ana(), acme.slug, 'a,b\n1,2\n')
  const files = [{ name: 'rows.csv', sha256: rows }]
  await registerDatasetVersion(ana(), { org: acme.slug, dataset: 'rows', version: '1', files })
  await projectOf(ana(), acme.slug, 'lab')
  await ranJob(ana(), acme.slug, 'lab', { outputs: { 'a.txt': 'made' }, params: { deep: [1] } })
  const inputs = [{ name: 'model', uri: 'model://churn/latest' }]
  const { run } = await createRun(ana(), { org: acme.slug, project: 'lab', inputs })
  const events = [{ time: new Date().toISOString(), step: 1, values: { loss: 0.5 } }]
  await logMetrics(ana(), { org: acme.slug, project: 'lab', run, events })
  await modelOf(acme.as('maintainer'), acme.slug, 'gone')
  await registered(ana(), acme.slug, { model: 'gone', content: 'of a deleted model' })
  await deleteModel(acme.as('maintainer'), { org: acme.slug, model: 'gone', force: true })
}

interface Place {
  ownerUrl: string
  appUrl: string
  storageDir: string
}

/** An empty database and an empty folder to restore into. */
async function place(): Promise<Place> {
  const name = `test_${randomBytes(6).toString('hex')}`
  const admin = connect(inject('ownerUrl'), { max: 1 })
  await admin.query(`create database ${name}`)
  const storageDir = await mkdtemp(join(folder, 'restored-'))
  onTestFinished(async () => {
    await admin.query(`drop database ${name} with (force)`)
    await admin.end()
  })
  const named = (url: string) => url.replace(/\/hub(?=\?|$)/, `/${name}`)
  return { ownerUrl: named(inject('ownerUrl')), appUrl: named(inject('appUrl')), storageDir }
}

const restore = (dir: string, { ownerUrl, storageDir }: Place) =>
  restoreBackup({ dir, ownerUrl, storageDir, appRole: 'hub_app', root })

/** Runs something on the restored hub as its processes would. */
async function asHub<T>({ appUrl, storageDir }: Place, run: () => Promise<T>): Promise<T> {
  const before = env()
  const opened = openDatabase(appUrl, { poolSize: 2 })
  setDatabase(opened)
  setEnv({ ...before, storageDir })
  try {
    return await run()
  } finally {
    setDatabase(hub.database)
    setEnv(before)
    await opened.close()
  }
}

async function rowsOf(url: string, query: string): Promise<Record<string, unknown>[]> {
  const owner = connect(url, { max: 1 })
  try {
    return (await owner.query<Record<string, unknown>>(query)).rows
  } finally {
    await owner.end()
  }
}

/** The rows of each saved table as one digest; txid is the one thing that a restore changes. */
async function contentsOf(url: string): Promise<Record<string, string>> {
  const contents: Record<string, string> = {}
  for (const name of Object.keys(tableClasses)) {
    if (notBackedUp.some((left) => left === name)) continue
    const loose = name === 'blobs' ? `where sha256 <> '${sha256('loose')}'` : ''
    const [row] = await rowsOf(
      url,
      `select count(*) || ':' || coalesce(md5(string_agg(body, chr(10) order by body)), '') as all
       from (select (to_jsonb(t) - 'txid')::text as body from ${name} t ${loose}) rows`,
    )
    contents[name] = String(row?.all)
  }
  return contents
}

async function withCopy(run: (dir: string, manifest: Manifest) => Promise<void>): Promise<string> {
  const dir = await mkdtemp(join(folder, 'copy-'))
  await cp(join(folder, 'good'), dir, { recursive: true })
  const manifest = await findManifest(dir)
  if (!manifest) throw new Error('There is no good backup.')
  await run(dir, manifest)
  return dir
}

describe('a backup of a hub at rest', () => {
  it('comes back elsewhere with every row and every byte, and works there', async () => {
    const dir = join(folder, 'good')
    // What nothing holds is not worth keeping.
    await rowsOf(
      hub.ownerUrl,
      `insert into blobs (sha256, size, created_at) values ('${sha256('loose')}', 5, now())`,
    )
    const { manifest, copied } = await save(dir)
    expect(copied).toBe(manifest.blobs.count)
    expect(manifest.blobs.count).toBe(6)
    const there = await place()
    await restore(dir, there)

    expect(await contentsOf(there.ownerUrl)).toEqual(await contentsOf(hub.ownerUrl))
    const digests = await rowsOf(there.ownerUrl, 'select sha256 from blobs')
    for (const { sha256: digest } of digests) {
      const path = join(there.storageDir, String(digest).slice(0, 2), String(digest).slice(2, 4))
      expect(sha256(await readFile(join(path, String(digest))))).toBe(digest)
    }
    await asHub(there, async () => {
      const ctx = await contextFromToken(secret, { ...arrival(), via: 'api' })
      const found = await resolveUri(ctx, { org: acme.slug, uri: 'model://churn/latest' })
      expect(found).toMatchObject({ version: 2, state: 'approved' })
      const version = await registered(ctx, acme.slug, { model: 'churn', content: 'after' })
      expect(version.version).toBe(4)
    })
    const order = await rowsOf(there.ownerUrl, 'select body from audit_events order by seq')
    const before = await rowsOf(hub.ownerUrl, 'select body from audit_events order by seq')
    expect(order.slice(0, before.length)).toEqual(before)
  })

  it('is guarded where it comes back, also in the transactions that its events came from', async () => {
    const there = await place()
    await restore(join(folder, 'good'), there)
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

  it('has a file for every table but those it leaves out, for the owner alone', async () => {
    const dir = join(folder, 'good')
    const manifest = await findManifest(dir)
    const names = manifest?.tables.map(({ name }) => name)
    expect([...(names ?? []), ...notBackedUp].sort()).toEqual(Object.keys(tableClasses).sort())
    for (const name of ['manifest.json', 'model-hub-backup.txt', `${manifest?.folder}/models.gz`])
      expect((await stat(join(dir, name))).mode & 0o777).toBe(0o600)
    expect((await stat(dir)).mode & 0o777).toBe(0o700)
  })

  it('is continued by the next: what is there is not copied again, what is gone goes', async () => {
    const dir = await withCopy(async () => undefined)
    const before = await findManifest(dir)
    await uploaded(ana(), acme.slug, 'one more')
    const { copied } = await save(dir)
    expect(copied).toBe(1)
    const folders = (await readdir(dir)).filter((name) => name.startsWith('tables-'))
    expect(folders).toEqual([(await findManifest(dir))?.folder])
    expect(folders).not.toEqual([before?.folder])
    await restore(dir, await place())

    await rowsOf(hub.ownerUrl, `delete from blob_uploads where sha256 = '${sha256('one more')}'`)
    await save(dir)
    expect(existsSync(join(dir, 'blobs', blobPath(sha256('one more')).slice(-70)))).toBe(false)
  })

  it('made after the first migration comes up to date, and continues', async () => {
    const [first] = await knownMigrations(root)
    const dir = await withCopy(async (copy, manifest) => {
      const schema = { ...manifest.schema, ...first }
      const later = ['life', 'deleted_at', 'deleted_by', 'purged_at']
      // Only what the first schema had; enough rows stay for it to be worth looking at.
      const kept = ['organizations', 'people', 'members', 'role_grants', 'tokens', 'blobs']
      const tables = manifest.tables.filter(
        ({ name, columns }) =>
          [...kept, 'audit_events', 'blob_uploads'].includes(name) &&
          !columns.some((column) => later.includes(column)),
      )
      await writeFile(join(copy, 'manifest.json'), JSON.stringify({ ...manifest, schema, tables }))
    })
    const there = await place()
    await restore(dir, there)
    await asHub(there, async () => {
      await modelOf(ana(), acme.slug, 'churn')
      await registered(ana(), acme.slug, { model: 'churn' })
    })
    const [noted] = await rowsOf(
      there.ownerUrl,
      `select count(*)::int as many from drizzle.__drizzle_migrations`,
    )
    expect(noted?.many).toBe((await knownMigrations(root)).length)
  })
})

describe('a backup beside a hub at work', () => {
  it('is of one moment: every version has its number, its event and its file', async () => {
    await modelOf(ana(), acme.slug, 'busy')
    let over = false
    let made = 0
    const writer = async (lane: number) => {
      for (let n = 0; !over; n++) {
        await registered(ana(), acme.slug, { model: 'busy', content: `${lane} ${n}` })
        made++
      }
    }
    const writers = [1, 2, 3].map(writer)
    await expect.poll(() => made).toBeGreaterThan(3)
    const dir = join(folder, 'busy')
    await save(dir)
    const atEnd = made
    await expect.poll(() => made, { timeout: 10_000 }).toBeGreaterThan(atEnd)
    over = true
    await Promise.all(writers)

    const there = await place()
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
    const dir = await withCopy(async () => undefined)
    const before = await readFile(join(dir, 'manifest.json'), 'utf8')
    const [lost, changed] = [sha256('weights 1'), sha256('weights 2')]
    const [first, second] = [await readFile(blobPath(lost)), await readFile(blobPath(changed))]
    await rm(blobPath(lost))
    await writeFile(blobPath(changed), 'weights ?')
    await rm(join(dir, 'blobs'), { recursive: true })
    try {
      const failure = await save(dir).catch((error: Error) => error)
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
    await save(dir)
    await restore(dir, await place())
  })

  it('writes to no folder of somebody else, and replaces no backup of another hub', async () => {
    const taken = join(folder, 'taken')
    await mkdir(taken)
    await writeFile(join(taken, 'thesis.tex'), 'x')
    await expect(save(taken)).rejects.toThrow(/is not empty and no backup of a hub/)
    expect(await readdir(taken)).toEqual(['thesis.tex'])
    await expect(save(join(taken, 'thesis.tex'))).rejects.toThrow(/is a file/)
    const other = await withCopy(async (copy, manifest) => {
      const foreign = { ...manifest, organizations: ['somebody-else'] }
      await writeFile(join(copy, 'manifest.json'), JSON.stringify(foreign))
    })
    await expect(save(other)).rejects.toThrow(/the backup of another hub/)
  })

  it('has nothing to save from a database without a hub', async () => {
    const { ownerUrl, storageDir } = await place()
    const nothing = saveBackup({ dir: join(folder, 'nothing'), ownerUrl, storageDir, root })
    await expect(nothing).rejects.toThrow(/holds no hub yet/)
    await expect(restore(join(folder, 'nothing'), await place())).rejects.toThrow(
      /was never finished/,
    )
  })
})

describe('a restore is refused, and writes nothing,', () => {
  const edited = (change: (manifest: Manifest) => unknown) =>
    withCopy(async (copy, manifest) => {
      await writeFile(join(copy, 'manifest.json'), JSON.stringify(change(manifest)))
    })
  const cases: [string, RegExp, () => Promise<string>][] = [
    ['from nowhere', /There is no backup in/, async () => join(folder, 'nowhere')],
    [
      'from a backup that was not finished',
      /was never finished/,
      () => withCopy((copy) => rm(join(copy, 'manifest.json'))),
    ],
    [
      'with a truncated manifest',
      /manifest\.json is damaged/,
      () =>
        withCopy(async (copy) => {
          const text = await readFile(join(copy, 'manifest.json'), 'utf8')
          await writeFile(join(copy, 'manifest.json'), text.slice(0, text.length / 2))
        }),
    ],
    [
      'with a table file changed',
      /is damaged, and nothing was restored:[\s\S]*versions\.gz has other bytes/,
      () =>
        withCopy(async (copy, { folder: tables }) => {
          const path = join(copy, tables, 'versions.gz')
          const bytes = await readFile(path)
          bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
          await writeFile(path, bytes)
        }),
    ],
    [
      'with a table file missing',
      /people\.gz is missing/,
      () => withCopy((copy, { folder: tables }) => rm(join(copy, tables, 'people.gz'))),
    ],
    [
      'with a file missing',
      new RegExp(`${sha256('weights 2')} is missing`),
      () =>
        withCopy((copy) =>
          rm(join(copy, 'blobs', blobPath(sha256('weights 2')).slice(-70)), { recursive: true }),
        ),
    ],
    [
      'with a file changed',
      new RegExp(`${sha256('weights 2')} has other bytes`),
      () =>
        withCopy((copy) =>
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
        withCopy(async (copy) => {
          const path = join(copy, 'blobs', blobPath(sha256('weights 2')).slice(-70))
          await rename(path, join(copy, 'elsewhere'))
          await symlink(join(copy, 'elsewhere'), path)
        }),
    ],
    [
      'with a link in place of a table',
      /people\.gz is no plain file/,
      () =>
        withCopy(async (copy, { folder: tables }) => {
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
    withCopy(async (copy, manifest) => {
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
    const there = await place()
    await expect(restore(dir, there)).rejects.toThrow(sentence)
    const tables = await rowsOf(
      there.ownerUrl,
      `select table_name from information_schema.tables where table_schema = 'public'`,
    )
    expect(tables).toEqual([])
  })

  it('over a hub with data, however little; one that was only started is empty', async () => {
    const there = await place()
    await migrate({ ownerUrl: there.ownerUrl, appRole: 'hub_app', root })
    await restore(join(folder, 'good'), there)
    const before = await contentsOf(there.ownerUrl)
    await expect(restore(join(folder, 'good'), there)).rejects.toThrow(/This hub is not empty/)
    expect(await contentsOf(there.ownerUrl)).toEqual(before)
  })

  it('while a hub is at work on the database, and beside tables of something else', async () => {
    const there = await place()
    await migrate({ ownerUrl: there.ownerUrl, appRole: 'hub_app', root })
    const busy = openDatabase(there.appUrl, { poolSize: 1 })
    await busy.read.execute('select 1')
    await expect(restore(join(folder, 'good'), there)).rejects.toThrow(/A hub is at work/)
    await busy.close()
    await rowsOf(there.ownerUrl, 'create table recipes (name text)')
    await expect(restore(join(folder, 'good'), there)).rejects.toThrow(/holds a table recipes/)
  })

  it('while another one works with the same folder', async () => {
    const dir = await withCopy(async () => undefined)
    const outcomes = await Promise.allSettled([save(dir), save(dir)])
    const reasons = outcomes.flatMap((one) =>
      one.status === 'rejected' ? [String(one.reason)] : [],
    )
    expect(reasons).toEqual([expect.stringContaining('has worked on')])
  })
})
