import { createHash } from 'node:crypto'
import {
  chmod,
  chown,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { isAbsolute, join, relative, sep } from 'node:path'
import { type Account, EmbeddedPostgresError, runAs } from './account'
import { readJson, writeJson } from './files'

/** Where the database of a data folder is, as `postgres.json` in that folder records it. */
export interface Location {
  /** The cluster's folder, PostgreSQL's data directory. */
  cluster: string
  /** Password of each role, where connections go over TCP. */
  passwords?: Record<string, string>
}

const record = 'postgres.json'
const inPlace = 'postgres'

/**
 * The recorded place of the database; undefined when this data folder never had one.
 * @throws EmbeddedPostgresError when it had one that is gone
 */
export async function recordedLocation(dataDir: string): Promise<Location | undefined> {
  const path = join(dataDir, record)
  const found = await readJson(path)
  const lone = join(dataDir, inPlace)
  if (found === undefined) return (await isCluster(lone)) ? { cluster: lone } : undefined
  const advice = `Put it back from a backup, or, to start with an empty database, remove ${path}.`
  if (typeof found.cluster !== 'string') {
    throw new EmbeddedPostgresError(`${path} does not say where the database is. ${advice}`)
  }
  const cluster = isAbsolute(found.cluster) ? found.cluster : join(dataDir, found.cluster)
  if (!(await isCluster(cluster))) {
    throw new EmbeddedPostgresError(
      `The database of the data folder ${dataDir} was kept in ${cluster} and is no longer there. ${advice}`,
    )
  }
  const { passwords } = found
  return typeof passwords === 'object' && passwords !== null
    ? {
        cluster,
        passwords: Object.fromEntries(Object.entries(passwords).map(([k, v]) => [k, String(v)])),
      }
    : { cluster }
}

/** Writes down where the database is: relative when it is inside, so that the folder can move. */
export async function recordLocation(dataDir: string, location: Location): Promise<void> {
  const inside = location.cluster.startsWith(dataDir + sep)
  const cluster = inside ? relative(dataDir, location.cluster) : location.cluster
  await writeJson(join(dataDir, record), { ...location, cluster })
}

/**
 * The folder to make the cluster in: the data folder where `account` can work in it, else a new
 * one in the first of the `spares` where it can.
 * @throws EmbeddedPostgresError when there is no such folder
 */
export async function chooseHome(
  dataDir: string,
  account: Account | undefined,
  spares: AsyncIterable<string> | Iterable<string>,
): Promise<string> {
  if (!account || (await canWorkIn(dataDir, account))) return dataDir
  const hash = createHash('sha256').update(dataDir).digest('hex').slice(0, 12)
  const tried = [dataDir]
  for await (const spare of spares) {
    tried.push(spare)
    // A new name each time: a folder that is there already may be another database, or a trap.
    const home = await mkdtemp(join(spare, `${hash}-`)).catch(() => undefined)
    if (home === undefined) continue
    await chmod(home, 0o711)
    await writeFile(join(home, 'data-dir'), dataDir, { mode: 0o600 })
    if (await canWorkIn(home, account)) return home
    await rm(home, { recursive: true, force: true })
  }
  throw new EmbeddedPostgresError(
    `PostgreSQL is run as the account ${account.name}, which can keep no database in ${tried.join(' or ')}. Choose a folder that it can enter with HUB_DATA_DIR, or set DATABASE_URL.`,
  )
}

/**
 * For each of the folders a place in it (`model-hub`) that nobody else could have made or can
 * write to, made when asked for. Only root needs one: only root runs PostgreSQL as somebody else.
 */
export async function* spareFolders(bases: string[]): AsyncGenerator<string> {
  for (const base of bases) {
    const spare = join(base, 'model-hub')
    if (!(await isSafeBase(base))) continue
    await mkdir(spare, { mode: 0o755 }).catch(() => {})
    if (await isOurs(spare)) yield spare
  }
}

/** The homes in `spare` whose data folder was in a temporary folder and has been deleted. */
export async function abandonedHomes(spare: string): Promise<string[]> {
  const found: string[] = []
  const temporary = [tmpdir(), '/tmp', '/var/tmp'].map((folder) => folder + sep)
  for (const name of await readdir(spare).catch(() => [])) {
    const home = join(spare, name)
    const dataDir = await readFile(join(home, 'data-dir'), 'utf8').catch(() => undefined)
    // A missing folder elsewhere may be a disk that is not mounted just now.
    if (!dataDir || !temporary.some((folder) => dataDir.startsWith(folder))) continue
    const gone = await lstat(dataDir).then(
      () => false,
      (error: NodeJS.ErrnoException) => error.code === 'ENOENT',
    )
    if (gone) found.push(home)
  }
  return found
}

/** Whether the account really can make, own and write a folder there. */
export async function canWorkIn(folder: string, account: Account): Promise<boolean> {
  const probe = await mkdtemp(join(folder, 'postgres.new-')).catch(() => undefined)
  if (probe === undefined) return false
  try {
    await chown(probe, account.uid, account.gid)
    const script = 'cd "$1" && : > probe && rm probe'
    const { failure } = await runAs(account, '/bin/sh', ['-c', script, 'sh', probe])
    return failure === undefined
  } catch {
    return false
  } finally {
    await rm(probe, { recursive: true, force: true })
  }
}

/** Whether the account can reach the folder through everything above it. */
export async function canEnter(folder: string, account: Account): Promise<boolean> {
  const { failure } = await runAs(account, '/bin/sh', ['-c', 'cd "$1"', 'sh', folder])
  return failure === undefined
}

/** Forgets the place, so that the next start makes a new database. */
export async function forgetLocation(dataDir: string): Promise<void> {
  await rm(join(dataDir, record), { force: true })
}

async function isCluster(folder: string): Promise<boolean> {
  return lstat(join(folder, 'PG_VERSION')).then(
    () => true,
    // One that we may not look into is there all the same.
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT' && error.code !== 'ENOTDIR',
  )
}

async function isOurs(folder: string): Promise<boolean> {
  const found = await lstat(folder).catch(() => undefined)
  if (!found?.isDirectory()) return false
  return found.uid === process.getuid?.() && (found.mode & 0o022) === 0
}

async function isSafeBase(base: string): Promise<boolean> {
  const found = await lstat(base).catch(() => undefined)
  if (!found || (found.uid !== 0 && found.uid !== process.getuid?.())) return false
  const sticky = (found.mode & 0o1000) !== 0
  return sticky || (found.mode & 0o022) === 0
}
