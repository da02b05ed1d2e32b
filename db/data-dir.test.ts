import { mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { holdDataDir } from './data-dir'
import { launchHub, root, scratch, usedDataDir } from './embedded/testing/launch'
import { DataDirInUse, type Holder } from './hold'

it('makes the folder for us alone, and gives it back on release', async () => {
  const dataDir = join(await scratch(), 'some/where')
  const held = await holdDataDir(dataDir)
  // As root, PostgreSQL's account must get to its database through it.
  expect((await stat(dataDir)).mode & 0o777).toBe(root ? 0o710 : 0o700)
  expect((await stat(join(dataDir, 'hub.lock'))).mode & 0o777).toBe(0o600)
  await held.release()
  expect(await readdir(dataDir)).toEqual([])
  await (await holdDataDir(dataDir)).release()
})

it('leaves the mode of a folder that was there as it is', async () => {
  const dataDir = join(await scratch(), 'mine')
  await mkdir(dataDir, { mode: 0o700 })
  await (await holdDataDir(dataDir)).release()
  expect((await stat(dataDir)).mode & 0o777).toBe(0o700)
})

it('says who holds the folder', async () => {
  const dataDir = join(await scratch(), 'hub')
  const held = await holdDataDir(dataDir)
  onTestFinished(() => held.release())
  await held.update({ url: 'http://localhost:3000' })
  const error = await holdDataDir(dataDir).catch((error: unknown) => error)
  if (!(error instanceof DataDirInUse)) throw error
  expect(error.holder).toMatchObject({ pid: process.pid, url: 'http://localhost:3000' })
  expect(error.message).toBe(
    `The data folder ${dataDir} is in use by process ${process.pid} (http://localhost:3000), running since ${error.holder.startedAt}. Stop it, or choose another folder with HUB_DATA_DIR.`,
  )
})

it('gives the folder to one of two hubs that start at once', async () => {
  const dataDir = await usedDataDir()
  const hubs = await Promise.all(
    [1, 2].map((n) => launchHub({ dataDir, url: `http://localhost:300${n}` })),
  )
  const ends = await Promise.allSettled(hubs.map((hub) => hub.ready))
  const winner = ends.findIndex((end) => end.status === 'fulfilled')
  const reasons = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : []))
  expect(reasons).toHaveLength(1)
  expect(reasons[0]).toMatchObject({ name: 'DataDirInUse' })
  expect(reasons[0].message).toContain(
    `is in use by process ${hubs[winner]?.pid} (http://localhost:300${winner + 1})`,
  )
})

it('gives what a killed hub held to one of many that come for it', async () => {
  const dataDir = join(await scratch(), 'hub')
  await mkdir(dataDir)
  for (let round = 0; round < 20; round++) {
    await writeFile(
      join(dataDir, 'hub.lock'),
      JSON.stringify(await holder({ pid: 2 ** 22 + 1, token: `dead-${round}` })),
    )
    const ends = await Promise.allSettled(Array.from({ length: 8 }, () => holdDataDir(dataDir)))
    const held = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []))
    expect(held).toHaveLength(1)
    expect(await readdir(dataDir)).toEqual(['hub.lock'])
    await held[0]?.release()
  }
})

it('takes the folder from a process whose pid another one has by now', async () => {
  const dataDir = join(await scratch(), 'hub')
  await mkdir(dataDir)
  const there = await holder({ pid: process.pid })
  await writeFile(join(dataDir, 'hub.lock'), JSON.stringify(there))
  await expect(holdDataDir(dataDir)).rejects.toThrow(DataDirInUse)
  await writeFile(join(dataDir, 'hub.lock'), JSON.stringify({ ...there, start: '1' }))
  await (await holdDataDir(dataDir)).release()
})

it('takes the folder when the lock was left half-written', async () => {
  const dataDir = join(await scratch(), 'hub')
  await mkdir(dataDir)
  await writeFile(join(dataDir, 'hub.lock'), '{"pid":')
  await utimes(join(dataDir, 'hub.lock'), 0, 0)
  await (await holdDataDir(dataDir)).release()
  expect(await readdir(dataDir)).toEqual([])
})

it('believes a process in another container as long as it shows its pulse', async () => {
  const dataDir = join(await scratch(), 'hub')
  const held = await holdDataDir(dataDir)
  onTestFinished(() => held.release())
  const path = join(dataDir, 'hub.lock')
  const mine: Holder = JSON.parse(await readFile(path, 'utf8'))
  await writeFile(path, JSON.stringify({ ...mine, place: 'elsewhere', host: 'other' }))
  await expect(holdDataDir(dataDir)).rejects.toThrow(`in use by process ${process.pid} on other,`)
  await held.release()
  await writeFile(path, JSON.stringify({ ...mine, place: 'elsewhere' }))
  await utimes(path, 1, 1)
  await (await holdDataDir(dataDir)).release()
})

/** What this process would write about itself, changed in parts. */
async function holder(changed: Partial<Holder>): Promise<Holder> {
  const folder = join(await scratch(), 'probe')
  const held = await holdDataDir(folder)
  const mine: Holder = JSON.parse(await readFile(join(folder, 'hub.lock'), 'utf8'))
  await held.release()
  return { ...mine, host: hostname(), ...changed }
}
