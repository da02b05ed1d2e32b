import { randomBytes } from 'node:crypto'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject, onTestFinished } from 'vitest'
import { openDatabase, setDatabase } from '@/db/client'
import { connect } from '@/db/connection'
import { notBackedUp, tableClasses } from '@/db/table-classes'
import { moveAlias } from '../aliases/move'
import { updateCard } from '../cards/update'
import { createDataset } from '../datasets/create'
import { registerDatasetVersion } from '../datasets/register'
import { env, setEnv } from '../env'
import { defineField } from '../fields/define'
import { setFields } from '../fields/set'
import { png } from '../images/testing'
import { uploadImage } from '../images/upload'
import { deleteModel } from '../models/life'
import { createRun } from '../runs/create'
import { logMetrics } from '../runs/metrics'
import { projectOf, ranJob } from '../runs/testing'
import { type TestOrganization, testHub } from '../testing/hub'
import { modelOf, registered, sha256, uploaded } from '../testing/registry'
import { approveVersion } from '../versions/decide'
import { findManifest, type Manifest } from './manifest'
import { restoreBackup } from './restore'
import { saveBackup } from './save'

export const root = process.cwd()

export type BackupBench = Awaited<ReturnType<typeof backupBench>>

/** A hub with something to save, its backup `good`, and places to restore that into. */
export async function backupBench() {
  const hub = await testHub()
  const folder = await mkdtemp(join(tmpdir(), 'hub-backup-'))
  const acme = await hub.organization()
  const secret = await acme.secret('contributor')
  await furnish(acme)
  // What nothing holds is not worth keeping.
  await rowsOf(
    hub.ownerUrl,
    `insert into blobs (sha256, size, created_at) values ('${sha256('loose')}', 5, now())`,
  )
  const save = (dir: string, check = false) =>
    saveBackup({
      dir,
      ownerUrl: hub.ownerUrl,
      storageDir: join(hub.dataDir, 'blobs'),
      root,
      check,
    })
  const good = join(folder, 'good')
  const saved = await save(good)
  return {
    hub,
    acme,
    /** A token of a contributor, from before the backup. */
    secret,
    folder,
    /** Where the backup is, and what saving it answered. */
    good,
    saved,
    save,

    /** A copy of the good backup, to be changed. */
    async copy(change: (dir: string, manifest: Manifest) => Promise<void> = async () => undefined) {
      const dir = await mkdtemp(join(folder, 'copy-'))
      await cp(good, dir, { recursive: true })
      const manifest = await findManifest(dir)
      if (!manifest) throw new Error('There is no good backup.')
      await change(dir, manifest)
      return dir
    },

    /** An empty database and an empty folder to restore into. */
    place: async (): Promise<Place> => ({
      ...(await emptyDatabase()),
      storageDir: await mkdtemp(join(folder, 'restored-')),
    }),

    /** Runs something on a restored hub as its processes would. */
    async asHub<T>({ appUrl, storageDir }: Place, run: () => Promise<T>): Promise<T> {
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
    },

    async close() {
      await hub.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export interface Place {
  ownerUrl: string
  appUrl: string
  storageDir: string
}

export const restore = (dir: string, { ownerUrl, storageDir }: Place) =>
  restoreBackup({ dir, ownerUrl, storageDir, appRole: 'hub_app', root })

export async function rowsOf(url: string, query: string): Promise<Record<string, unknown>[]> {
  const owner = connect(url, { max: 1 })
  try {
    return (await owner.query<Record<string, unknown>>(query)).rows
  } finally {
    await owner.end()
  }
}

/** The rows of each saved table as one digest; txid is the one thing that a restore changes. */
export async function contentsOf(url: string): Promise<Record<string, string>> {
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

/** Something in as many tables as there are. */
async function furnish(acme: TestOrganization) {
  const ana = acme.as('contributor')
  await modelOf(ana, acme.slug, 'churn')
  for (const n of [1, 2, 3]) {
    const draft = { model: 'churn', content: `weights ${n}`, note: `näh\t"${n}"\\\n` }
    await registered(ana, acme.slug, { ...draft, metrics: { loss: 'NaN', accuracy: n / 7 } })
  }
  await approveVersion(acme.as('approver'), { org: acme.slug, model: 'churn', version: 2 })
  await moveAlias(acme.as('maintainer'), {
    org: acme.slug,
    model: 'churn',
    alias: 'production',
    version: 2,
  })
  const { markdown } = await uploadImage(ana, { org: acme.slug, model: 'churn', bytes: png(3, 2) })
  const blocks = [{ title: 'Evaluation', body: `Nä.\n\n${markdown}` }]
  await updateCard(ana, { org: acme.slug, model: 'churn', blocks })
  await defineField(acme.as('admin'), { org: acme.slug, label: 'Team', kind: 'text' })
  await setFields(ana, { org: acme.slug, model: 'churn', team: 'Growth' })
  await createDataset(ana, { org: acme.slug, slug: 'rows' })
  const rows = await uploaded(ana, acme.slug, 'a,b\n1,2\n')
  const files = [{ name: 'rows.csv', sha256: rows }]
  await registerDatasetVersion(ana, { org: acme.slug, dataset: 'rows', version: '1', files })
  await projectOf(ana, acme.slug, 'lab')
  await ranJob(ana, acme.slug, 'lab', { outputs: { 'a.txt': 'made' }, params: { deep: [1] } })
  const inputs = [{ name: 'model', uri: 'model://churn/latest' }]
  const { run } = await createRun(ana, { org: acme.slug, project: 'lab', inputs })
  const events = [{ time: new Date().toISOString(), step: 1, values: { loss: 0.5 } }]
  await logMetrics(ana, { org: acme.slug, project: 'lab', run, events })
  await modelOf(acme.as('maintainer'), acme.slug, 'gone')
  await registered(ana, acme.slug, { model: 'gone', content: 'of a deleted model' })
  await deleteModel(acme.as('maintainer'), { org: acme.slug, model: 'gone', force: true })
}

async function emptyDatabase() {
  const name = `test_${randomBytes(6).toString('hex')}`
  const admin = connect(inject('ownerUrl'), { max: 1 })
  await admin.query(`create database ${name}`)
  onTestFinished(async () => {
    await admin.query(`drop database ${name} with (force)`)
    await admin.end()
  })
  const named = (url: string) => url.replace(/\/hub(?=\?|$)/, `/${name}`)
  return { ownerUrl: named(inject('ownerUrl')), appUrl: named(inject('appUrl')) }
}
