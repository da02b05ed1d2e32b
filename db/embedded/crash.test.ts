import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import { expect, it, onTestFinished, vi } from 'vitest'
import { connect, isDatabaseAway } from '../connection'
import { hears, launchHub, lives, scratch, stranger, tagged, usedDataDir } from './testing/launch'

it('loses no acknowledged row when the hub is killed, and ends the server it left', async () => {
  const { hub, ready, dataDir } = await start()
  const { acknowledged } = await writeUntil(ready.ownerUrl, () => hub.kill('SIGKILL'))
  expect(await lives(ready.pid)).toBe(true)
  const again = await launchHub({ dataDir })
  const { ownerUrl, pid } = await again.ready
  expect(pid).not.toBe(ready.pid)
  expect(await lives(ready.pid)).toBe(false)
  expect(await lost(ownerUrl, acknowledged())).toEqual([])
  expect(ownerUrl, 'the address is the same as before').toBe(ready.ownerUrl)
})

it('starts a killed server again, so that the same pool goes on', async () => {
  const { hub, ready } = await start()
  const { sql, acknowledged } = await writeUntil(ready.ownerUrl, () => {
    process.kill(ready.pid, 'SIGKILL')
  })
  await hears(hub, 'PostgreSQL is ready again.')
  await vi.waitFor(() => sql`select 1`)
  expect(await lost(ready.ownerUrl, acknowledged())).toEqual([])
  expect(hub.said).toContainEqual({ exit: { code: null, signal: 'SIGKILL', restartInMs: 0 } })
  await hub.kill('SIGTERM')
  expect(hub.said.filter((one) => 'exit' in one)).toHaveLength(1)
})

it('keeps transactions whole and its pool usable when servers die under load', async () => {
  const { hub, ready } = await start()
  const connections = connect(ready.ownerUrl, { max: 4 })
  onTestFinished(() => void connections.end())
  await connections.query('create table pairs (n int, half text)')
  const db = drizzle(connections)
  const kept: number[] = []
  let n = 0
  let over = false
  const worker = async () => {
    while (!over) {
      const mine = ++n
      const pair = db.transaction(async (tx) => {
        await tx.execute(sql`insert into pairs values (${mine}, 'first')`)
        await tx.execute(sql`insert into pairs values (${mine}, 'second')`)
      })
      await pair
        .then(() => kept.push(mine))
        .catch((error) => {
          expect(isDatabaseAway(error), String(error.cause ?? error)).toBe(true)
          return new Promise(setImmediate)
        })
    }
  }
  const workers = Array.from({ length: 8 }, worker)
  for (let round = 1; round <= 3; round++) {
    const before = kept.length
    await vi.waitFor(() => expect(kept.length).toBeGreaterThan(before + 50), { timeout: 10_000 })
    const pids = hub.said.flatMap((one) =>
      one.log === 'PostgreSQL is ready again.' ? [Number(one.pid)] : [],
    )
    process.kill(pids.at(-1) ?? ready.pid, 'SIGKILL')
    await vi.waitFor(
      () =>
        expect(hub.said.filter((one) => one.log === 'PostgreSQL is ready again.')).toHaveLength(
          round,
        ),
      { timeout: 10_000 },
    )
  }
  over = true
  await Promise.all(workers)
  const { rows } = await connections.query(
    'select n, count(*)::int as halves from pairs group by n',
  )
  expect(rows.filter(({ halves }) => halves !== 2)).toEqual([])
  const there = new Set(rows.map((row) => row.n))
  expect(kept.filter((one) => !there.has(one))).toEqual([])
  // Every place of the pool still gives a connection.
  const clients = await Promise.all(Array.from({ length: 4 }, () => connections.connect()))
  for (const client of clients) client.release()
})

it('loses no acknowledged row when hub and server are killed together', async () => {
  const { hub, ready, dataDir } = await start()
  const { acknowledged } = await writeUntil(ready.ownerUrl, () => {
    process.kill(ready.pid, 'SIGKILL')
    return hub.kill('SIGKILL')
  })
  const { ownerUrl } = await (await launchHub({ dataDir })).ready
  expect(await lost(ownerUrl, acknowledged())).toEqual([])
})

it('ends a busy backend that outlived its server before it starts the next', async () => {
  const { hub, ready } = await start()
  const sql = pool(ready.ownerUrl)
  const [{ pid } = { pid: 0 }] = await sql`select pg_backend_pid() as pid`
  const endless = sql`select count(*) from generate_series(1, 1000000000000)`.catch(() => 'cut off')
  const other = pool(ready.adminUrl)
  await vi.waitFor(async () => {
    const [busy] =
      await other`select 1 from pg_stat_activity where pid = ${pid} and state = 'active'`
    expect(busy).toBeDefined()
  })
  process.kill(ready.pid, 'SIGKILL')
  expect(await endless).toBe('cut off')
  await hears(hub, 'PostgreSQL is ready again.')
  expect(await lives(pid)).toBe(false)
})

it('does not mind that the pids in stale locks belong to a live stranger by now', async () => {
  const { dataDir, cluster, socketLock } = await killedBoth()
  const other = await stranger('echo started; exec sleep 60')
  await claim(join(cluster, 'postmaster.pid'), other.pid)
  await claim(socketLock, other.pid)
  const { ownerUrl } = await (await launchHub({ dataDir })).ready
  expect(await lost(ownerUrl, [1])).toEqual([])
  expect(await lives(other.pid)).toBe(true)
})

it.runIf(process.platform === 'linux')('takes a zombie for dead', async () => {
  const { dataDir, cluster } = await killedBoth()
  // A child that ends once its parent has become a program that does not look after children.
  const child = 'until grep -q sleep /proc/$PPID/comm; do :; done'
  const { output } = await stranger(`sh -c '${child}' & echo $!; exec sleep 60`)
  const zombie = Number(output)
  await vi.waitFor(async () => {
    expect(await readFile(`/proc/${zombie}/stat`, 'utf8')).toMatch(/\) Z /)
  })
  await claim(join(cluster, 'postmaster.pid'), zombie)
  const { ownerUrl } = await (await launchHub({ dataDir })).ready
  expect(await lost(ownerUrl, [1])).toEqual([])
})

it('ends the server when the hub exits by itself', async () => {
  const { hub, ready } = await start({ dies: true })
  await vi.waitFor(async () => expect(await lives(ready.pid)).toBe(false), {
    timeout: 10_000,
    interval: 20,
  })
  expect(await lives(hub.pid)).toBe(false)
})

it('completes a first start that was killed while it made the cluster', async () => {
  const dataDir = join(await scratch(), 'hub')
  const first = await launchHub({ dataDir })
  await vi.waitFor(
    async () => {
      expect((await readdir(dataDir)).some((name) => name.startsWith('postgres.new-'))).toBe(true)
    },
    { timeout: 10_000, interval: 5 },
  )
  await first.kill('SIGKILL')
  const { appUrl } = await (await launchHub({ dataDir })).ready
  expect(await pool(appUrl)`select current_user`).toEqual([{ current_user: 'hub_app' }])
})

it('completes a first start that was killed before it made roles and database', async () => {
  const { hub, ready, dataDir } = await start()
  const admin = pool(ready.adminUrl)
  await admin`drop database hub with (force)`
  await admin`drop role hub_app`
  await hub.kill('SIGKILL')
  const { appUrl } = await (await launchHub({ dataDir })).ready
  expect(await pool(appUrl)`select current_user`).toEqual([{ current_user: 'hub_app' }])
})

async function start(more: { dies?: boolean } = {}) {
  const dataDir = await usedDataDir()
  const hub = await launchHub({ dataDir, ...more })
  return { dataDir, hub, ready: await hub.ready }
}

/** A data folder with the row 1, whose hub and server have been killed. */
async function killedBoth() {
  const { dataDir, hub, ready } = await start()
  await pool(ready.ownerUrl).unsafe(
    'create table written (n int primary key); insert into written values (1)',
  )
  process.kill(ready.pid, 'SIGKILL')
  await hub.kill('SIGKILL')
  const socket = new URL(ready.ownerUrl.replace('@/', '@localhost/')).searchParams.get('host')
  return { dataDir, cluster: join(dataDir, 'postgres'), socketLock: `${socket}/.s.PGSQL.5432.lock` }
}

/** Puts the pid into a lock file, in the place of the one that it names. */
async function claim(path: string, pid: number): Promise<void> {
  const lines = await readFile(path, 'utf8')
  await writeFile(path, lines.replace(/^\d+/, String(pid)))
}

/** Writes rows one after another, does `fault` while it writes, and tells what was acknowledged. */
async function writeUntil(url: string, fault: () => void | Promise<void>) {
  const sql = pool(url)
  await sql`create table written (n int primary key)`
  const done: number[] = []
  const writing = async () => {
    for (let n = 1; ; n++) {
      await sql`insert into written values (${n})`
      done.push(n)
    }
  }
  writing().catch(() => {})
  await vi.waitFor(() => expect(done.length).toBeGreaterThan(100), { interval: 5 })
  await fault()
  return { sql, acknowledged: () => [...done] }
}

async function lost(url: string, acknowledged: number[]): Promise<number[]> {
  expect(acknowledged.length).toBeGreaterThan(0)
  const rows = await pool(url)`select n from written`
  const there = new Set(rows.map(({ n }) => n))
  return acknowledged.filter((n) => !there.has(n))
}

function pool(url: string) {
  const sql = tagged(connect(url, { max: 1 }))
  onTestFinished(() => void sql.end())
  return sql
}
