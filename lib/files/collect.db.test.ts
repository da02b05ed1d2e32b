import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { eq, getTableName, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect } from '@/db/connection'
import { blobs, blobUploads, runOutputs } from '@/db/schema/tables'
import { createDataset } from '../datasets/create'
import { registerDatasetVersion } from '../datasets/register'
import { isAppError } from '../errors'
import { projectOf, ranJob } from '../runs/testing'
import { system } from '../system'
import { type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf, registered, sha256, uploaded } from '../testing/registry'
import { registerVersion } from '../versions/register'
import { tick } from '../worker'
import { collectBlobs, nextRows } from './collect'
import { blobReferences } from './references'
import { blobPath } from './store'
import { sweepFiles } from './sweep'
import { uploadBlob } from './upload'

let hub: TestHub
let acme: TestOrganization

beforeAll(async () => {
  hub = await testHub()
  acme = await hub.organization()
})
afterAll(() => hub.close())

const ana = () => acme.as('contributor')
const soon = () => new Date(Date.now() + 60_000)
const isThere = (content: string) => existsSync(blobPath(sha256(content)))
const forgetUploads = () => system((tx) => tx.delete(blobUploads))

/** A round over everything, however many rows there are, that takes what came a moment ago, too. */
const collectAll = () => collectBlobs({ before: soon(), batch: 10_000 })

describe('the collector', () => {
  it('knows every foreign key to blobs that the database has', async () => {
    const { rows } = await hub.database.read.execute<{ name: string }>(sql`
      select conrelid::regclass::text as name from pg_constraint
      where contype = 'f' and confrelid = 'blobs'::regclass`)
    const known = blobReferences.map(({ table }) => getTableName(table))
    expect(known.length).toBeGreaterThan(3)
    expect(known.sort()).toEqual(rows.map(({ name }) => name).sort())
  })

  it('removes what nothing holds, row and file, and nothing else', async () => {
    await modelOf(ana(), acme.slug, 'holds')
    await registered(ana(), acme.slug, { model: 'holds', content: 'of a version' })
    await createDataset(ana(), { org: acme.slug, slug: 'rows' })
    const digest = await uploaded(ana(), acme.slug, 'of a dataset')
    await registerDatasetVersion(ana(), {
      org: acme.slug,
      dataset: 'rows',
      version: '1',
      files: [{ name: 'rows.csv', sha256: digest }],
    })
    await projectOf(ana(), acme.slug, 'lab')
    await ranJob(ana(), acme.slug, 'lab', { outputs: { 'a.txt': 'of a run' } })
    await uploaded(ana(), acme.slug, 'of nothing')
    await forgetUploads()
    await uploaded(ana(), acme.slug, 'of an upload')

    expect(await collectAll()).toBe(1)
    expect(isThere('of nothing')).toBe(false)
    const left = await system((tx) => tx.select().from(blobs))
    const kept = ['of a version', 'of a dataset', 'of a run', 'of an upload']
    expect(left.map((row) => row.sha256).sort()).toEqual(kept.map(sha256).sort())
    for (const content of kept)
      expect(await readFile(blobPath(sha256(content)), 'utf8')).toBe(content)
    expect(await readdir(join(hub.dataDir, 'blobs/incoming'))).toEqual([])
  })

  it('leaves what came within a day, whatever holds it', async () => {
    await uploaded(ana(), acme.slug, 'fresh')
    await forgetUploads()
    await tick()
    expect(isThere('fresh')).toBe(true)
    const yesterday = new Date(Date.now() - 25 * 3_600_000)
    await system((tx) =>
      tx
        .update(blobs)
        .set({ createdAt: yesterday })
        .where(eq(blobs.sha256, sha256('fresh'))),
    )
    await tick()
    expect(isThere('fresh')).toBe(false)
  })

  it('looks at a batch in each round and comes to the end', async () => {
    const contents = Array.from({ length: 7 }, (_, index) => `loose ${index}`)
    for (const content of contents) await uploaded(ana(), acme.slug, content)
    await forgetUploads()
    const round = () => collectBlobs({ before: soon(), batch: 3 })
    const removed: number[] = []
    for (let rounds = 0; rounds < 10; rounds++) removed.push(await round())
    expect(removed[0]).toBeLessThanOrEqual(3)
    expect(contents.filter(isThere)).toEqual([])
  })

  it('does not run while somebody copies the blobs', async () => {
    await uploaded(ana(), acme.slug, 'copied right now')
    await forgetUploads()
    await system((tx) => tx.update(blobs).set({ createdAt: new Date('2001-01-01') }))
    const owner = connect(hub.ownerUrl, { max: 1 })
    const copier = await owner.connect()
    await copier.query('begin')
    await copier.query(`select pg_advisory_xact_lock_shared(hashtext('model-hub collect-blobs'))`)
    await tick()
    expect(isThere('copied right now')).toBe(true)
    copier.release(true)
    await owner.end()
    await expect
      .poll(async () => {
        await tick()
        return isThere('copied right now')
      })
      .toBe(false)
  })

  it('looks at its batch by indexes, however many rows there are', async () => {
    const { rows } = await system(async (tx) => {
      await tx.execute(sql`insert into blobs (sha256, size, created_at)
        select encode(sha256(n::text::bytea), 'hex'), 1, now() from generate_series(1, 30000) n`)
      await tx.execute(sql`insert into blob_uploads (sha256, organization_id, principal_id, at)
        select sha256, ${acme.id}, ${acme.personId('reader')}, now() from blobs`)
      await tx.execute(sql`insert into blob_uploads (sha256, organization_id, principal_id, at)
        select sha256, ${acme.id}, ${acme.personId('admin')}, now() from blobs`)
      const plan = await tx.execute<{ 'QUERY PLAN': string }>(
        sql`explain ${nextRows(sha256('anything'), 100)}`,
      )
      await tx.execute(sql`delete from blob_uploads`)
      await tx.execute(sql`delete from blobs where size = 1`)
      return plan
    })
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
    expect(plan).toMatch(/Scan using blobs_pkey on blobs/)
    expect(plan).toMatch(/Index Only Scan using blob_uploads_\w+ on blob_uploads/)
    expect(plan).not.toMatch(/Seq Scan on blob/)
  })
})

describe('files without a row', () => {
  const stray = async (content: string, hoursAgo: number) => {
    const path = blobPath(sha256(content))
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, content)
    const at = new Date(Date.now() - hoursAgo * 3_600_000)
    await utimes(path, at, at)
  }

  it('go after a day; those with a row and young ones stay', async () => {
    await modelOf(ana(), acme.slug, 'stays')
    await registered(ana(), acme.slug, { model: 'stays', content: 'with a row' })
    const old = new Date('2001-01-01')
    await utimes(blobPath(sha256('with a row')), old, old)
    await stray('old stray', 25)
    await stray('young stray', 23)
    expect(await sweepFiles()).toBe(1)
    expect(['with a row', 'old stray', 'young stray'].filter(isThere)).toEqual([
      'with a row',
      'young stray',
    ])
  })

  it('are found over several rounds of a few folders', async () => {
    const contents = Array.from({ length: 9 }, (_, index) => `stray ${index}`)
    for (const content of contents) await stray(content, 48)
    const removed: number[] = []
    for (let round = 0; round < 40; round++) removed.push(await sweepFiles({ folders: 2 }))
    expect(Math.max(...removed)).toBeLessThanOrEqual(2)
    expect(contents.filter(isThere)).toEqual([])
  })
})

describe('under many uploads and registrations of the same contents', () => {
  it('loses nothing that was registered, and fails nobody for a reason of its own', async () => {
    const contents = Array.from({ length: 4 }, (_, index) => `shared weights ${index}`)
    await modelOf(ana(), acme.slug, 'busy')
    let over = false
    let collected = 0
    const collector = async () => {
      while (!over) {
        // As if the two days of every upload were over at once.
        await forgetUploads()
        collected += await collectBlobs({ before: soon() })
        await sweepFiles({ olderThan: Date.now() + 60_000 })
      }
    }
    const outcomes: unknown[] = []
    const work = async (index: number) => {
      const content = contents[index % contents.length] ?? ''
      const digest = sha256(content)
      try {
        await uploadBlob(
          ana(),
          { org: acme.slug, sha256: digest },
          Readable.from(Buffer.from(content)),
        )
        // Only some register, so that there is always something to collect.
        if (index % 10 > 0) return
        const files = [{ name: 'model.bin', sha256: digest }]
        const { version } = await registerVersion(ana(), { org: acme.slug, model: 'busy', files })
        outcomes.push({ version, content })
      } catch (error) {
        outcomes.push(error)
      }
    }
    const collecting = [collector(), collector()]
    for (let wave = 0; wave < 4; wave++) {
      await Promise.all(Array.from({ length: 50 }, (_, index) => work(wave * 50 + index)))
      // Takes the versions' hold away again, so that the next wave begins with loose blobs.
      if (wave < 3) await dropVersionFiles('busy')
    }
    over = true
    await Promise.all(collecting)

    const failures = outcomes.filter((outcome) => outcome instanceof Error)
    expect(failures.filter((error) => !isAppError(error))).toEqual([])
    expect(failures.map((error) => isAppError(error) && error.kind)).toEqual(
      failures.map(() => expect.stringMatching(/^(not_found|conflict)$/)),
    )
    expect(collected).toBeGreaterThan(0)
    await collectAll()
    const { rows } = await hub.database.read.execute<{ sha256: string }>(sql`
      select sha256 from version_files union select sha256 from ${runOutputs}`)
    for (const row of rows) expect(sha256(await readFile(blobPath(row.sha256)))).toBe(row.sha256)
    const left = await system((tx) => tx.select().from(blobs))
    for (const row of left) expect(existsSync(blobPath(row.sha256))).toBe(true)
  })
})

/** What a purge does to the files of a model, without the rest of it. */
async function dropVersionFiles(model: string): Promise<void> {
  const owner = connect(hub.ownerUrl, { max: 1 })
  await owner.query('alter table version_files disable trigger hub_event')
  await owner.query(
    `delete from version_files where version_id in (select v.id from versions v
      join models m on m.id = v.model_id where m.slug = $1)`,
    [model],
  )
  await owner.query('alter table version_files enable trigger hub_event')
  await owner.end()
}
