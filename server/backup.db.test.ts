import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { deleteEmbeddedPostgres, startEmbeddedPostgres } from '@/db/embedded'
import { type TestHub, type TestOrganization, testHub } from '@/lib/testing/hub'
import { modelOf, registered } from '@/lib/testing/registry'
import { ensureBundles } from '@/scripts/bundles.mjs'

let hub: TestHub
let acme: TestOrganization
let folder: string
const dataDirs: string[] = []

beforeAll(async () => {
  await ensureBundles(['backup', 'restore'])
  hub = await testHub()
  acme = await hub.organization()
  folder = await mkdtemp(join(tmpdir(), 'hub-host-'))
  await modelOf(acme.as('contributor'), acme.slug, 'churn')
  await registered(acme.as('contributor'), acme.slug, { model: 'churn' })
})
afterAll(async () => {
  await hub.close()
  for (const dataDir of dataDirs) await deleteEmbeddedPostgres(dataDir)
  await rm(folder, { recursive: true, force: true })
})

/** `npm run backup …` or `npm run restore …`, as the npm scripts run them. */
function run(name: 'backup' | 'restore', words: string[], settings: Record<string, string>) {
  const { DATABASE_URL: _, HUB_DATA_DIR: __, ...inherited } = process.env
  return new Promise<{ code: number; out: string; err: string }>((resolve) => {
    const program = [`dist/${name}.mjs`, ...words]
    const env = { ...inherited, ...settings }
    execFile(process.execPath, program, { env }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    )
  })
}

function dataDirOf(name: string): string {
  const dataDir = join(folder, name)
  dataDirs.push(dataDir)
  return dataDir
}

it('saves a hub on a PostgreSQL of its own, restores it into an embedded one, and saves that', async () => {
  const settings = { DATABASE_URL: hub.ownerUrl, HUB_DATA_DIR: hub.dataDir }
  const dir = join(folder, 'first')
  const saved = await run('backup', [dir], settings)
  expect(saved).toMatchObject({ code: 0, err: '' })
  expect(saved.out).toMatch(
    /^Saved \d+ rows of \d+ tables and 1 file \(7 B; 1 copied now\) of schema \d{4}_\w+ to \S+\.\n$/,
  )

  const dataDir = dataDirOf('restored')
  const restored = await run('restore', [dir], { HUB_DATA_DIR: dataDir })
  expect(restored).toMatchObject({ code: 0, err: '' })
  expect(restored.out).toMatch(/^Restored the hub of .* 1 file \(7 B\)\. Start it with npm start;/)
  const twice = await run('restore', [dir], { HUB_DATA_DIR: dataDir })
  expect(twice).toMatchObject({ code: 1, out: '' })
  expect(twice.err).toMatch(/^This hub is not empty: .*nothing is overwritten\.\n$/)

  const stopped = await run('backup', [join(folder, 'second')], { HUB_DATA_DIR: dataDir })
  expect(stopped).toMatchObject({ code: 0, err: '' })
  const running = await startEmbeddedPostgres({ dataDir })
  try {
    const beside = await run('backup', [join(folder, 'second')], { HUB_DATA_DIR: dataDir })
    expect(beside.out).toContain('; 0 copied now)')
  } finally {
    await running.stop()
  }
})

it('says what is wrong, and how it is used', async () => {
  const dataDir = join(folder, 'nothing')
  for (const words of [[], ['a', 'b'], ['--help']]) {
    const misused = await run('backup', words, { HUB_DATA_DIR: dataDir })
    expect(misused).toEqual({ code: 2, out: '', err: 'Name one folder: npm run backup DIR\n' })
  }
  const empty = await run('backup', [join(folder, 'of-nothing')], { HUB_DATA_DIR: dataDir })
  expect(empty).toMatchObject({ code: 1, out: '' })
  expect(empty.err).toMatch(/^No database runs on the data folder/)
  const away = { DATABASE_URL: 'postgresql://hub@127.0.0.1:1/hub', HUB_DATA_DIR: dataDir }
  expect((await run('backup', [join(folder, 'away')], away)).err).toBe(
    'The database does not answer. Try again in a moment, or check DATABASE_URL.\n',
  )
})

it('is refused to the role that serves, which does not own the tables', async () => {
  const settings = { DATABASE_URL: hub.appUrl, HUB_DATA_DIR: hub.dataDir }
  const refused = await run('backup', [join(folder, 'app')], settings)
  expect(refused).toMatchObject({ code: 1, out: '' })
  expect(refused.err).toMatch(/^PostgreSQL refused: .*Set DATABASE_OWNER_URL/)
})
