import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { startEmbeddedPostgres } from './embedded'
import { hasty, launchHub, usedDataDir } from './embedded/testing/launch'
import { databaseUrl, readRunningUrl } from './url'

it('prints the owner’s address of the running database', async () => {
  const dataDir = await usedDataDir()
  const postgres = await startEmbeddedPostgres({ dataDir, settings: hasty })
  onTestFinished(() => postgres.stop())
  expect(await databaseUrl({}, dataDir)).toBe(postgres.ownerUrl)
  expect(await readRunningUrl(dataDir)).toEqual({
    ownerUrl: postgres.ownerUrl,
    appUrl: postgres.appUrl,
  })
  await postgres.stop()
  await expect(databaseUrl({}, dataDir)).rejects.toThrow(
    `No database runs on the data folder ${dataDir}. Start the hub with npm start or npm run demo, or name its data folder with HUB_DATA_DIR.`,
  )
})

it('does not name a database that was killed', async () => {
  const dataDir = await usedDataDir()
  const hub = await launchHub({ dataDir })
  const { pid } = await hub.ready
  await hub.kill('SIGKILL')
  expect(await databaseUrl({}, dataDir), 'it still runs').toContain('hub_owner')
  process.kill(pid, 'SIGKILL')
  await expect
    .poll(() => databaseUrl({}, dataDir).catch((error: Error) => error.name))
    .toBe('NoDatabaseRunning')
})

it('prefers the database that the environment names', async () => {
  const nowhere = join('/nonexistent', 'hub')
  const [owner, app] = ['postgresql://owner@db/hub', 'postgresql://app@db/hub']
  expect(await databaseUrl({ DATABASE_OWNER_URL: owner, DATABASE_URL: app }, nowhere)).toBe(owner)
  expect(await databaseUrl({ DATABASE_URL: app }, nowhere)).toBe(app)
})
