import { rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { makeDataDir } from './data-dir'
import { databaseAccount, EmbeddedPostgresError } from './embedded/account'
import { findBinaries } from './embedded/binaries'
import { checkVersion, makeCluster, newPasswords, prepareDatabase, roles } from './embedded/cluster'
import {
  type Endpoint,
  loopbackPort,
  removeEndpoint,
  socketFolder,
  urlOf,
} from './embedded/endpoint'
import { readJson, writeJson } from './embedded/files'
import {
  abandonedHomes,
  canEnter,
  chooseHome,
  forgetLocation,
  type Location,
  recordedLocation,
  recordLocation,
  spareFolders,
} from './embedded/location'
import type { ServerSettings } from './embedded/postmaster'
import { clearTheWay, type Log } from './embedded/remains'
import { type Exit, supervise } from './embedded/supervisor'
import { DataDirInUse, hold } from './hold'
import { runRecord } from './url'

export interface EmbeddedOptions {
  /** The hub's data folder; made when missing. */
  dataDir: string
  log?: Log
  /** Told when the server ended by itself; it is started again without further ado. */
  onExit?: (exit: Exit) => void
  /** Folder of PostgreSQL (bin, lib, share) instead of the dependency's. */
  binaries?: string
  /** Folders to make room in, as root, where the data folder is closed to PostgreSQL's account. */
  spareBases?: string[]
  /** Further settings of the server, such as `fsync=off` for a database that tests throw away. */
  settings?: string[]
  /** How it is reached; a private Unix socket except on Windows. */
  transport?: 'socket' | 'tcp'
}

/** A running PostgreSQL. The connection strings stay the same for as long as it runs. */
export interface EmbeddedPostgres {
  /** Role `hub_owner`: owns the database `hub`, may create databases; for migrations. */
  ownerUrl: string
  /** Role `hub_app`: may connect, and has the rights that the migrations give it. */
  appUrl: string
  /** The superuser, in the database `postgres`. */
  adminUrl: string
  /** The server's process; another one after a restart. */
  readonly pid: number
  /** Ends it, clients or not, and gives the data folder back. */
  stop(): Promise<void>
}

/**
 * Starts PostgreSQL on the data folder: made on first use, recovered after a crash, started again
 * whenever it dies, never run as root.
 * @throws DataDirInUse when another process runs it
 * @throws EmbeddedPostgresError when it cannot run here, or its database is gone
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const { log = () => {} } = options
  const dataDir = await makeDataDir(options.dataDir)
  const what = `The database of the data folder ${dataDir}`
  const held = await hold(join(dataDir, 'postgres.lock'), what)
  const undo = [() => held.release()]
  const stop = async () => {
    for (let step = undo.pop(); step; step = undo.pop()) await step()
  }
  try {
    const settings = await prepare(dataDir, options, log)
    const home = dirname(settings.cluster)
    // Copies of a data folder name the same cluster.
    if (home !== dataDir) {
      const other = await hold(join(home, 'postgres.lock'), what)
      undo.push(() => other.release())
    }
    undo.push(() => removeEndpoint(settings.endpoint))
    undo.push(() => rm(join(dataDir, runRecord), { force: true }))
    const urls = urlsOf(settings.endpoint, settings.passwords)
    // Written first: whoever comes after a crash finds the socket by it.
    await writeJson(join(dataDir, runRecord), { ...urls, ...settings.endpoint })
    const server = await supervise(settings, options.onExit)
    undo.push(() => server.stop())
    await prepareDatabase(urls.adminUrl, settings.passwords)
    return {
      ...urls,
      get pid() {
        return server.pid()
      },
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/**
 * Deletes the database of a data folder, wherever it is kept, and ends a server that lost its hub.
 * For tests and for people who start over: nothing brings it back.
 * @throws DataDirInUse when a process runs it
 */
export async function deleteEmbeddedPostgres(dataDir: string, log: Log = () => {}): Promise<void> {
  const path = await makeDataDir(dataDir)
  const held = await hold(join(path, 'postgres.lock'), `The database of the data folder ${path}`)
  try {
    const found = await recordedLocation(path).catch(() => undefined)
    if (found) {
      const home = dirname(found.cluster)
      await clearTheWay({ cluster: found.cluster, log })
      const ours = basename(dirname(home)) === 'model-hub'
      await rm(ours ? home : found.cluster, { recursive: true, force: true })
    }
    const previous = await previousFolder(path)
    if (previous) await removeEndpoint({ folder: previous })
    await rm(join(path, runRecord), { force: true })
    await forgetLocation(path)
  } finally {
    await held.release()
  }
}

interface Prepared extends ServerSettings {
  passwords?: Record<string, string>
}

/** Everything up to the server's start: account, programs, cluster, and where it shall listen. */
async function prepare(dataDir: string, options: EmbeddedOptions, log: Log): Promise<Prepared> {
  const { settings = [] } = options
  const recorded = await recordedLocation(dataDir)
  const account = await databaseAccount(recorded?.cluster)
  const spares = () =>
    account ? spareFolders(options.spareBases ?? ['/var/lib', '/var/tmp']) : [dataDir]
  const binaries = await findBinaries(account, spares(), options.binaries)
  if (recorded) {
    if (account && !(await canEnter(recorded.cluster, account))) {
      throw new EmbeddedPostgresError(
        `PostgreSQL is run as the account ${account.name}, which can no longer enter ${recorded.cluster}. Let it pass through the folders above (chmod o+x), or move the data folder to where it can.`,
      )
    }
    await checkVersion(recorded.cluster, binaries)
  }
  const location = recorded ?? (await create())
  if (!recorded) await recordLocation(dataDir, location)
  const endpoint = location.passwords
    ? await loopbackPort()
    : await socketFolder(account, await previousFolder(dataDir))
  return { ...location, native: binaries.native, settings, account, endpoint, log }

  async function create(): Promise<Location> {
    const home = await chooseHome(dataDir, account, spares())
    if (home !== dataDir) {
      log(
        `The account ${account?.name} cannot work in ${dataDir}: the database is kept in ${home}.`,
      )
      await removeAbandoned(dirname(home), log)
    }
    const tcp = (options.transport ?? (process.platform === 'win32' ? 'tcp' : 'socket')) === 'tcp'
    const passwords = tcp ? newPasswords() : undefined
    const cluster = await makeCluster(home, binaries, account, { passwords, settings })
    return { cluster, ...(passwords && { passwords }) }
  }
}

/** Deletes the databases kept beside this one whose temporary data folders were deleted. */
async function removeAbandoned(spare: string, log: Log): Promise<void> {
  for (const home of await abandonedHomes(spare)) {
    try {
      const held = await hold(join(home, 'postgres.lock'), home)
      await clearTheWay({ cluster: join(home, 'postgres'), log })
      await rm(home, { recursive: true, force: true })
      await held.release()
      log(`Deleted ${home}, the database of a temporary data folder that is gone.`)
    } catch (error) {
      if (!(error instanceof DataDirInUse))
        log(`Could not delete ${home}: ${(error as Error).message}`)
    }
  }
}

async function previousFolder(dataDir: string): Promise<string | undefined> {
  const { folder } = (await readJson(join(dataDir, runRecord))) ?? {}
  return typeof folder === 'string' ? folder : undefined
}

function urlsOf(endpoint: Endpoint, passwords: Record<string, string> = {}) {
  const url = (role: string, database: string) => urlOf(endpoint, role, database, passwords[role])
  return {
    ownerUrl: url(roles.owner, 'hub'),
    appUrl: url(roles.app, 'hub'),
    adminUrl: url(roles.admin, 'postgres'),
  }
}
