import { chmod, chown, cp, lstat, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { connect } from '../connection'
import { startEmbeddedPostgres } from '../embedded'
import { type Account, runAs } from './account'
import { findBinaries } from './binaries'
import { account, hasty, launchHub, root, scratch, usedDataDir } from './testing/launch'

/** What only root meets: PostgreSQL then runs as an account that cannot go everywhere. */
const asRoot = it.runIf(root)

asRoot('keeps the database elsewhere when its account cannot enter the data folder', async () => {
  const closed = await scratch(0o700)
  const dataDir = join(closed, 'hub')
  const base = await scratch(0o755)
  const first = await started(dataDir, [base])
  await query(first.ownerUrl, 'create table kept (n int)')
  await first.stop()
  const [home = ''] = await readdir(join(base, 'model-hub'))
  expect(await readFile(join(dataDir, 'postgres.json'), 'utf8')).toContain(
    join(base, 'model-hub', home, 'postgres'),
  )
  expect((await stat(closed)).mode & 0o777, 'the folder is left as it was').toBe(0o700)
  const second = await started(dataDir, [])
  expect(await query(second.ownerUrl, 'select * from kept')).toEqual([])
  await second.stop()
  await rm(join(base, 'model-hub', home), { recursive: true })
  await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(/is no longer there/)
})

asRoot('lets no other account plant the folder that the database goes to', async () => {
  const dataDir = join(await scratch(0o700), 'hub')
  const other = await nobody()
  const [planted, open, safe] = [await scratch(0o755), await scratch(0o755), await scratch(0o755)]
  await mkdir(join(planted, 'model-hub'))
  await chown(join(planted, 'model-hub'), other.uid, other.gid)
  await chmod(open, 0o777)
  await started(dataDir, [planted, open, safe])
  expect(await readdir(join(planted, 'model-hub'))).toEqual([])
  expect(await readdir(open)).toEqual([])
  expect(await readdir(join(safe, 'model-hub'))).toHaveLength(1)
})

asRoot('says so when no folder can be found', async () => {
  const dataDir = join(await scratch(0o700), 'hub')
  await expect(startEmbeddedPostgres({ dataDir, spareBases: [] })).rejects.toThrow(
    new RegExp(`the account ${(await account())?.name}, which can keep no database in ${dataDir}`),
  )
})

asRoot('says so when the account can no longer enter the folder', async () => {
  const dataDir = await usedDataDir()
  await chmod(dirname(dataDir), 0o700)
  await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(/can no longer enter/)
})

asRoot('deletes what temporary data folders left behind, and nothing that is in use', async () => {
  const base = await scratch(0o755)
  const [gone, used, next] = [await scratch(0o700), await scratch(0o700), await scratch(0o700)]
  await (await started(join(gone, 'hub'), [base])).stop()
  await started(join(used, 'hub'), [base])
  await rm(gone, { recursive: true })
  await started(join(next, 'hub'), [base])
  const homes = await readdir(join(base, 'model-hub'))
  const owners = homes.map((home) => readFile(join(base, 'model-hub', home, 'data-dir'), 'utf8'))
  expect((await Promise.all(owners)).sort()).toEqual([join(used, 'hub'), join(next, 'hub')].sort())
})

asRoot('copies programs that its account cannot reach, links and all', async () => {
  const native = await unpacked(0o700)
  const spare = await scratch(0o755)
  const found = await findBinaries(await account(), [spare], native)
  expect(dirname(found.native)).toBe(spare)
  expect(found.major).toBe(18)
  const again = await findBinaries(await account(), [spare], native)
  expect(again).toEqual(found)
  expect(await readdir(spare)).toHaveLength(1)
  const dataDir = join(await scratch(), 'hub')
  const postgres = await startEmbeddedPostgres({
    dataDir,
    binaries: native,
    spareBases: [spare],
    settings: hasty,
  })
  await postgres.stop()
})

it('restores the links to libraries that npm leaves out', async () => {
  const native = await unpacked(0o755)
  const found = await findBinaries(await account(), [], native)
  expect(found).toEqual({ native, major: 18 })
  expect(await findBinaries(await account(), [], native)).toEqual(found)
})

it('says what the programs said when they do not run', async () => {
  const native = await unpacked(0o755)
  await rm(join(native, 'lib'), { recursive: true })
  await expect(findBinaries(await account(), [], native)).rejects.toThrow(
    /does not run here.*error while loading shared libraries.*set DATABASE_URL/s,
  )
})

asRoot('runs as an ordinary user as well', async ({ skip }) => {
  const other = await nobody()
  const { failure } = await runAs(other, process.execPath, ['--version'])
  if (failure) skip(`the account ${other.name} cannot run ${process.execPath}: ${failure}`)
  const folder = await scratch()
  await chown(folder, other.uid, other.gid)
  const dataDir = join(folder, 'hub')
  const hub = await launchHub({ dataDir }, other)
  const { ownerUrl } = await hub.ready
  expect(await query(ownerUrl, 'select current_user')).toEqual([{ current_user: 'hub_owner' }])
  expect((await stat(dataDir)).mode & 0o777).toBe(0o700)
  expect((await stat(join(dataDir, 'postgres'))).uid).toBe(other.uid)
  await hub.kill('SIGKILL')
  const again = await launchHub({ dataDir }, other)
  expect((await again.ready).ownerUrl).toBe(ownerUrl)
  await again.kill('SIGTERM')
  const asUs = await started(dataDir, [])
  expect(await query(asUs.ownerUrl, 'select 1 as one'), 'root runs it as its owner').toEqual([
    { one: 1 },
  ])
})

async function nobody(): Promise<Account> {
  const line = (await readFile('/etc/passwd', 'utf8'))
    .split('\n')
    .find((one) => one.startsWith('nobody:'))
  const [name = '', , uid, gid] = line?.split(':') ?? []
  return { name, uid: Number(uid), gid: Number(gid) }
}

/** A copy of PostgreSQL without its links, in a folder of that mode. */
async function unpacked(mode: number): Promise<string> {
  const { native } = await findBinaries(undefined, [])
  const copy = join(await scratch(mode), 'native')
  await cp(native, copy, {
    recursive: true,
    filter: async (path) => (await lstat(path)).isSymbolicLink() === false,
  })
  return copy
}

async function started(dataDir: string, spareBases: string[]) {
  const postgres = await startEmbeddedPostgres({ dataDir, spareBases, settings: hasty })
  onTestFinished(() => postgres.stop())
  return postgres
}

async function query(url: string, text: string) {
  const sql = connect(url, { max: 1 })
  const { rows } = await sql.query(text)
  await sql.end()
  return rows
}
