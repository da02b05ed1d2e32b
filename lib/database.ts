import { openDatabase, setDatabase } from '@/db/client'
import { holdDataDir } from '@/db/data-dir'
import { startEmbeddedPostgres } from '@/db/embedded'
import { migrate } from '@/db/migrate'
import { roleOf } from '@/db/role'
import { type Env, env } from './env'
import { log } from './log'

export interface Postgres {
  /** What the serving processes connect with. */
  appUrl: string
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
  const held = await holdDataDir(settings.dataDir)
  try {
    const { appUrl, ownerUrl, appRole, stop } = await findPostgres(settings)
    await migrate({ ownerUrl, appRole, root }).catch(async (error: unknown) => {
      await stop()
      throw error
    })
    const close = async () => {
      await stop()
      await held.release()
    }
    return { appUrl, announce: (url) => held.update({ url }), close }
  } catch (error) {
    await held.release()
    throw error
  }
}

/** Opens the pools of this process. Answers how to close them. */
export function openPools(url: string): () => Promise<void> {
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
