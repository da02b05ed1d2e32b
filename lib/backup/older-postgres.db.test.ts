import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, chown, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openDatabase, setDatabase } from '@/db/client'
import { connect } from '@/db/connection'
import { type Account, databaseAccount, runAs, spawnSettings } from '@/db/embedded/account'
import { contextFromToken } from '../context'
import { env, setEnv } from '../env'
import { arrival, type TestHub, type TestOrganization, testHub } from '../testing/hub'
import { modelOf, registered } from '../testing/registry'
import { approveVersion } from '../versions/decide'
import { getVersion } from '../versions/queries'
import { restoreBackup } from './restore'
import { saveBackup } from './save'

const bin = '/usr/lib/postgresql/15/bin'
const root = process.cwd()

let hub: TestHub
let acme: TestOrganization
let folder: string
let account: Account | undefined
let stop: () => Promise<void>

describe.skipIf(!existsSync(bin))('the PostgreSQL 15 of Debian', () => {
  beforeAll(async () => {
    hub = await testHub()
    acme = await hub.organization()
    account = await databaseAccount()
    folder = await mkdtemp(join(tmpdir(), 'hub-pg15-'))
    await chmod(folder, 0o755)
    stop = await startServer()
  })
  afterAll(async () => {
    await stop()
    await hub.close()
    await rm(folder, { recursive: true, force: true })
  })

  it('takes a backup, without a superuser, and serves the hub from it', async () => {
    await modelOf(acme.as('contributor'), acme.slug, 'churn')
    await registered(acme.as('contributor'), acme.slug, { model: 'churn' })
    const secret = await acme.secret('approver')
    const dir = join(folder, 'backup')
    const storageDir = join(hub.dataDir, 'blobs')
    await saveBackup({ dir, ownerUrl: hub.ownerUrl, storageDir, root })

    const admin = connect(url('postgres', 'postgres'), { max: 1 })
    for (const role of ['hub_owner', 'hub_app']) await admin.query(`create role ${role} login`)
    await admin.query('create database hub owner hub_owner')
    await admin.end()
    const there = join(folder, 'blobs')
    const ownerUrl = url('hub_owner', 'hub')
    await restoreBackup({ dir, ownerUrl, appRole: 'hub_app', storageDir: there, root })

    const before = env()
    const opened = openDatabase(url('hub_app', 'hub'), { poolSize: 2 })
    setDatabase(opened)
    setEnv({ ...before, storageDir: there })
    try {
      const ben = await contextFromToken(secret, { ...arrival(), via: 'api' })
      const ref = { org: acme.slug, model: 'churn', version: 1 }
      await approveVersion(ben, ref)
      expect(await getVersion(ben, ref)).toMatchObject({ state: 'approved' })
      await expect(opened.write.execute(`update models set name = 'x'`)).rejects.toMatchObject({
        cause: { message: expect.stringContaining('has no audit event') },
      })
    } finally {
      setDatabase(hub.database)
      setEnv(before)
      await opened.close()
    }
  })
})

if (!existsSync(bin)) process.stderr.write(`NOT TESTED HERE: PostgreSQL 15, as ${bin} is missing\n`)

const url = (role: string, database: string) =>
  `postgresql://${role}@/${database}?host=${encodeURIComponent(folder)}`

/** A server of its own that listens at a socket in the folder alone. Answers how to stop it. */
async function startServer(): Promise<() => Promise<void>> {
  const cluster = join(folder, 'cluster')
  if (account) await chown(folder, account.uid, account.gid)
  const made = await runAs(account, join(bin, 'initdb'), [
    ...['-D', cluster, '-U', 'postgres', '-E', 'UTF8', '--locale=C', '-A', 'trust', '--no-sync'],
  ])
  if (made.failure) throw new Error(made.failure)
  const options = ['-D', cluster, '-k', folder, '-c', 'listen_addresses=', '-c', 'fsync=off']
  const server = spawn(join(bin, 'postgres'), options, {
    ...spawnSettings(account),
    cwd: '/',
    stdio: 'ignore',
  })
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()))
  await vi.waitFor(
    async () => {
      const pool = connect(url('postgres', 'postgres'), { max: 1 })
      await pool.query('select 1').finally(() => pool.end())
    },
    { timeout: 30_000, interval: 200 },
  )
  return async () => {
    server.kill('SIGINT')
    await ended
  }
}
