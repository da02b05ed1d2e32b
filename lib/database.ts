import { openDatabase, setDatabase } from '@/db/client'
import { holdDataDir } from '@/db/data-dir'
import { startEmbeddedPostgres } from '@/db/embedded'
import { recordedLocation } from '@/db/embedded/location'
import { whenLost } from '@/db/kept'
import { migrate } from '@/db/migrate'
import { roleOf } from '@/db/role'
import { NoDatabaseRunning, readRunningUrl } from '@/db/url'
import { type Env, env } from './env'
import { log } from './log'

export interface Postgres {
  /** What the serving processes connect with. */
  appUrl: string
  /** What migrates. */
  ownerUrl: string
  /** The application role; null when the owner serves requests itself. */
  appRole: string | null
  /** Tells others who hold the data folder where this hub answers. */
  announce(url: string): Promise<void>
  /** Stops an embedded server and gives the data folder back. */
  close(): Promise<void>
}

/**
 * Takes the data folder, starts or finds PostgreSQL, and brings its schema up to date. Throws
 * `DataDirInUse` where another hub works on the same folder. `root` holds `db/migrations`.
 */
export async function openPostgres(settings: Env, root: string): Promise<Postgres> {
  const postgres = await takePostgres(settings)
  const { ownerUrl, appRole } = postgres
  await migrate({ ownerUrl, appRole, root }).catch(async (error: unknown) => {
    await postgres.close()
    throw error
  })
  return postgres
}

/** Takes the data folder and starts or finds PostgreSQL, whatever is in it. Throws `DataDirInUse`. */
export async function takePostgres(settings: Env): Promise<Postgres> {
  const held = await holdDataDir(settings.dataDir)
  try {
    const { stop, ...found } = await findPostgres(settings)
    const close = async () => {
      await stop()
      await held.release()
    }
    return { ...found, announce: (url) => held.update({ url }), close }
  } catch (error) {
    await held.release()
    throw error
  }
}

/**
 * The database of a hub, running or not; an embedded one that is stopped is started until `close`. Throws
 * `NoDatabaseRunning` where there is none.
 */
export async function visitPostgres(settings: Env): Promise<Pick<Postgres, 'ownerUrl' | 'close'>> {
  const { databaseUrl, databaseOwnerUrl, dataDir } = settings
  const close = async () => undefined
  if (databaseUrl) return { ownerUrl: databaseOwnerUrl ?? databaseUrl, close }
  try {
    return { ...(await readRunningUrl(dataDir)), close }
  } catch (error) {
    if (!(error instanceof NoDatabaseRunning) || !(await recordedLocation(dataDir))) throw error
    return takePostgres(settings)
  }
}

/** Opens the pools of this process. Answers how to close them. */
export function openPools(url: string): () => Promise<void> {
  whenLost((sqlState) =>
    log().warn(
      { sqlState },
      'a statement that a connection kept was lost: a pooler stands between, or a table was changed; until the next start each is planned anew',
    ),
  )
  const opened = openDatabase(url, { poolSize: env().poolSize })
  setDatabase(opened)
  return () => opened.close()
}

async function findPostgres({ databaseUrl, databaseOwnerUrl, dataDir }: Env) {
  if (!databaseUrl) {
    const server = await startEmbeddedPostgres({
      dataDir,
      // What the server itself says of its ordinary day is for those who ask.
      log: (message, fields) =>
        message.startsWith('PostgreSQL: ')
          ? log().debug({ postgres: fields }, message)
          : log().info({ postgres: fields }, message),
    })
    const { ownerUrl, appUrl } = server
    return { ownerUrl, appUrl, appRole: 'hub_app', stop: () => server.stop() }
  }
  const stop = async () => undefined
  if (databaseOwnerUrl) {
    const appRole = await roleOf(databaseUrl)
    return { ownerUrl: databaseOwnerUrl, appUrl: databaseUrl, appRole, stop }
  }
  log().warn(
    'DATABASE_OWNER_URL is unset: the hub owns its tables, so only triggers keep the audit log append-only.',
  )
  return { ownerUrl: databaseUrl, appUrl: databaseUrl, appRole: null, stop }
}
