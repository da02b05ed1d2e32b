import { readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { connect } from './connection'
import { startEmbeddedPostgres } from './embedded'
import { hasty, launchHub, lives, scratch, tagged, usedDataDir } from './embedded/testing/launch'

it('makes the database, its owner and a role that may connect and nothing else', async () => {
  const { ownerUrl, appUrl, adminUrl, pid } = await started(
    join(await scratch(), 'hub'),
    undefined,
    [],
  )
  const owner = pool(ownerUrl)
  const app = pool(appUrl)
  expect(await owner`select current_user as who, current_database() as name`).toEqual([
    { who: 'hub_owner', name: 'hub' },
  ])
  expect(
    await owner`select name, setting from pg_settings where name in
    ('max_connections', 'fsync', 'listen_addresses', 'TimeZone', 'data_checksums') order by name`,
  ).toEqual([
    { name: 'TimeZone', setting: 'UTC' },
    { name: 'data_checksums', setting: 'on' },
    { name: 'fsync', setting: 'on' },
    { name: 'listen_addresses', setting: '' },
    { name: 'max_connections', setting: '200' },
  ])
  expect(
    await owner`select 'Ä' < 'b' as by_alphabet, lower('ÄÖ') as small, 'Ä' ~* 'ä' as alike`,
    'text sorts by code point, and letters are letters',
  ).toEqual([{ by_alphabet: false, small: 'äö', alike: true }])
  for (const wish of [
    'create table mine (n int)',
    'create temporary table mine (n int)',
    'create database mine',
    'create role mine',
    'create extension pg_trgm',
  ]) {
    await expect(app.unsafe(wish), wish).rejects.toThrow(/permission denied/)
  }
  await expect(pool(appUrl.replace('/hub?', '/postgres?'))`select 1`).rejects.toThrow(
    /permission denied/,
  )
  expect(await pool(adminUrl)`select rolname from pg_roles where rolsuper`).toEqual([
    { rolname: 'postgres' },
  ])
  if (process.platform === 'linux') expect((await stat(`/proc/${pid}`)).uid).not.toBe(0)
})

it('lets the owner copy databases and drop them with guests in', async () => {
  const { ownerUrl, appUrl } = await started(await usedDataDir())
  const owner = pool(ownerUrl)
  await owner`create database template_of_tests`
  await owner`create database copy template template_of_tests`
  await pool(appUrl.replace('/hub?', '/copy?'))`select 1`
  await owner`drop database copy with (force)`
})

it('stops cleanly, gives the folder back and starts again with everything in it', async () => {
  const dataDir = await usedDataDir()
  const hub = await launchHub({ dataDir })
  const { ownerUrl, pid } = await hub.ready
  const owner = pool(ownerUrl)
  await owner.unsafe('create table kept (n int); insert into kept values (7)')
  await hub.kill('SIGTERM')
  expect(await lives(pid)).toBe(false)
  const socket = /host=([^&]+)/.exec(ownerUrl)?.[1] ?? ''
  await expect(stat(decodeURIComponent(socket))).rejects.toThrow('ENOENT')
  expect((await readdir(dataDir)).sort()).toEqual(['postgres', 'postgres.json'])
  const again = await started(dataDir)
  expect(await pool(again.ownerUrl)`select n from kept`).toEqual([{ n: 7 }])
})

it('works in a folder with a long and odd path', async () => {
  const odd = join(await scratch(), "it's “ä” $HOME, %41", 'x'.repeat(120))
  const { ownerUrl } = await started(join(odd, 'hub'))
  expect(await pool(ownerUrl)`select 1 as one`).toEqual([{ one: 1 }])
})

it('answers on a loopback port with passwords where there are no sockets', async () => {
  const dataDir = join(await scratch(), 'hub')
  const first = await started(dataDir, 'tcp')
  expect(first.ownerUrl).toMatch(/^postgresql:\/\/hub_owner:[0-9a-f]{48}@127\.0\.0\.1:\d+\/hub$/)
  await pool(first.ownerUrl)`create table kept (n int)`
  await expect(pool(first.ownerUrl.replace(/:[0-9a-f]{48}@/, ':guess@'))`select 1`).rejects.toThrow(
    /password/,
  )
  await first.stop()
  const second = await started(dataDir)
  expect(await pool(second.ownerUrl)`select * from kept`).toEqual([])
  expect((await stat(join(dataDir, 'postgres.json'))).mode & 0o777).toBe(0o600)
})

it('refuses to start empty when the database is gone', async () => {
  const dataDir = await usedDataDir()
  await rm(join(dataDir, 'postgres'), { recursive: true })
  await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(
    `The database of the data folder ${dataDir} was kept in ${join(dataDir, 'postgres')} and is no longer there. Put it back from a backup, or, to start with an empty database, remove ${join(dataDir, 'postgres.json')}.`,
  )
})

it('refuses a cluster of another major version', async () => {
  const dataDir = await usedDataDir()
  await writeFile(join(dataDir, 'postgres/PG_VERSION'), '17\n')
  await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(
    /was made by PostgreSQL 17 and this hub brings 18/,
  )
})

it('says why the server did not start, and lets go of the folder', async () => {
  const dataDir = await usedDataDir()
  await writeFile(join(dataDir, 'postgres/postgresql.conf'), 'no_such_setting = 1\n')
  await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(/did not start.*no_such_setting/)
  await writeFile(join(dataDir, 'postgres/postgresql.conf'), '')
  await started(dataDir)
})

async function started(dataDir: string, transport?: 'tcp', settings = hasty) {
  const postgres = await startEmbeddedPostgres({ dataDir, transport, settings })
  onTestFinished(() => postgres.stop())
  return postgres
}

function pool(url: string) {
  const sql = tagged(connect(url, { max: 1 }))
  onTestFinished(() => void sql.end())
  return sql
}
