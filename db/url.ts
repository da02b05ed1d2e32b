import { connect as connectSocket } from 'node:net'
import { join, resolve } from 'node:path'
import { addressOf } from './address'
import { readJson } from './embedded/files'

/** There is no database to name; the message says what to do. */
export class NoDatabaseRunning extends Error {
  override name = 'NoDatabaseRunning'
  readonly expected = true
}

/** What the running hub wrote down about its database (0600, in the data folder). */
export const runRecord = 'postgres.running.json'

/**
 * The owner's connection string of the database in use, for `npm run db:url`: the one that the
 * environment names, else that of the embedded PostgreSQL which runs on the data folder.
 * @throws NoDatabaseRunning
 */
export async function databaseUrl(
  environment: Record<string, string | undefined>,
  dataDir: string,
): Promise<string> {
  const { DATABASE_OWNER_URL, DATABASE_URL } = environment
  return DATABASE_OWNER_URL || DATABASE_URL || (await readRunningUrl(dataDir)).ownerUrl
}

/**
 * The connection strings of the embedded PostgreSQL that runs on the data folder.
 * @throws NoDatabaseRunning when none answers there
 */
export async function readRunningUrl(
  dataDir: string,
): Promise<{ ownerUrl: string; appUrl: string }> {
  const path = resolve(dataDir)
  const { ownerUrl, appUrl } = (await readJson(join(path, runRecord))) ?? {}
  if (typeof ownerUrl === 'string' && typeof appUrl === 'string' && (await answers(ownerUrl))) {
    return { ownerUrl, appUrl }
  }
  throw new NoDatabaseRunning(
    `No database runs on the data folder ${path}. Start the hub with npm start or npm run demo, or name its data folder with HUB_DATA_DIR.`,
  )
}

function answers(url: string): Promise<boolean> {
  const { hosts, ports } = addressOf(url)
  const [host = ''] = hosts
  const [port = 0] = ports
  return new Promise((resolve) => {
    const place = host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port }
    const socket = connectSocket(place)
    const done = (answer: boolean) => {
      socket.destroy()
      resolve(answer)
    }
    socket.once('connect', () => done(true)).once('error', () => done(false))
  })
}
