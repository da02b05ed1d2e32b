import { chown, lstat, mkdtemp, rm, rmdir } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, isAbsolute, join } from 'node:path'
import { type Account, EmbeddedPostgresError } from './account'
import { canWorkIn } from './location'

/** Where a server listens: a private socket folder, or (Windows) a port of the loopback. */
export type Endpoint = { folder: string } | { port: number }

const socketPort = 5432
const prefix = 'hub-pg-'
const longestSocket = process.platform === 'darwin' ? 103 : 107

/**
 * A socket folder of its own, closed to everybody but the database account; the one that an
 * earlier start left (`previous`) when it is still fit. Short, since a socket's path must be.
 * @throws EmbeddedPostgresError when the account can use no temporary folder
 */
export async function socketFolder(account?: Account, previous?: string): Promise<Endpoint> {
  if (previous && (await isFit(previous, account))) return { folder: previous }
  for (const base of new Set([tmpdir(), '/tmp', '/var/tmp'])) {
    const length = Buffer.byteLength(socketOf(join(base, `${prefix}XXXXXX`)))
    if (!isAbsolute(base) || length > longestSocket) continue
    if (account && !(await canWorkIn(base, account))) continue
    const folder = await mkdtemp(join(base, prefix)).catch(() => undefined)
    if (folder === undefined) continue
    if (account) await chown(folder, account.uid, account.gid)
    return { folder }
  }
  throw new EmbeddedPostgresError(
    `PostgreSQL needs a folder for its socket with a path shorter than ${longestSocket} bytes; none could be made in ${tmpdir()}, /tmp or /var/tmp.`,
  )
}

/** A port of 127.0.0.1 that was free a moment ago. */
export function loopbackPort(): Promise<Endpoint> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address ? address.port : 0
      server.close(() => resolve({ port }))
    })
  })
}

/** The server's settings for this endpoint. */
export function listenArguments(endpoint: Endpoint): string[] {
  return 'folder' in endpoint
    ? [
        '-p',
        `${socketPort}`,
        '-c',
        'listen_addresses=',
        '-c',
        `unix_socket_directories="${endpoint.folder}"`,
      ]
    : [
        '-p',
        `${endpoint.port}`,
        '-c',
        'listen_addresses=127.0.0.1',
        '-c',
        'unix_socket_directories=',
      ]
}

/** A libpq connection string, such as `postgresql://hub_owner@/hub?host=/tmp/hub-pg-x&port=5432`. */
export function urlOf(endpoint: Endpoint, role: string, database: string, password = ''): string {
  if ('folder' in endpoint) {
    const host = encodeURIComponent(endpoint.folder).replaceAll('%2F', '/')
    return `postgresql://${role}@/${database}?host=${host}&port=${socketPort}`
  }
  return `postgresql://${role}:${password}@127.0.0.1:${endpoint.port}/${database}`
}

/** Removes the socket and its lock that a dead server left; nobody else can have put one there. */
export async function clearSocket(endpoint: Endpoint): Promise<void> {
  if (!('folder' in endpoint)) return
  await rm(socketOf(endpoint.folder), { force: true })
  await rm(`${socketOf(endpoint.folder)}.lock`, { force: true })
}

/** Removes the socket folder, unless something else is in it. */
export async function removeEndpoint(endpoint: Endpoint): Promise<void> {
  if (!('folder' in endpoint) || !basename(endpoint.folder).startsWith(prefix)) return
  await clearSocket(endpoint)
  await rmdir(endpoint.folder).catch(() => {})
}

async function isFit(folder: string, account: Account | undefined): Promise<boolean> {
  const found = await lstat(folder).catch(() => undefined)
  if (!found?.isDirectory() || !basename(folder).startsWith(prefix)) return false
  return found.uid === (account?.uid ?? process.getuid?.()) && (found.mode & 0o777) === 0o700
}

function socketOf(folder: string): string {
  return join(folder, `.s.PGSQL.${socketPort}`)
}
