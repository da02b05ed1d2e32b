import { Pool, type PoolClient } from 'pg'
import { addressOf, InvalidDatabaseUrl } from './address'
import { keepStatements } from './kept'

/** Settings of one pool. `settings` are the server's, such as `statement_timeout`. */
export interface ConnectOptions {
  /** Connections at most; 10 when unset. */
  max?: number
  applicationName?: string
  settings?: Record<string, string | number | boolean>
  /** Seconds to wait for a connection; what the address says, else 10. */
  connectTimeout?: number
}

/**
 * A pool for a libpq connection string, read as psql reads it: a socket folder in `?host=`, TLS
 * where `sslmode` requires it. Connects on first use; a lost connection is replaced by a new one.
 * @throws InvalidDatabaseUrl
 */
export function connect(url: string, options: ConnectOptions = {}): Pool {
  const address = addressOf(url)
  const { application_name, options: own = '' } = address.connection
  if (address.hosts.length > 1 || (address.wants && address.wants !== 'read-write')) {
    throw new InvalidDatabaseUrl(
      'The address of the database must name one host, which takes writes: put a proxy such as PgBouncer before several.',
    )
  }
  const asked = Object.entries(options.settings ?? {}).map(([name, value]) => `-c ${name}=${value}`)
  const pool = new Pool({
    host: address.hosts[0],
    port: address.ports[0],
    database: address.database,
    user: address.user,
    password: address.password,
    ssl:
      address.tls === 'require'
        ? { rejectUnauthorized: false }
        : address.tls !== 'prefer' && address.tls,
    keepAlive: address.keepAlive !== null,
    keepAliveInitialDelayMillis: 1000 * (address.keepAlive ?? 0),
    application_name: options.applicationName ?? application_name,
    options: [own, ...asked].join(' ').trim() || undefined,
    max: options.max ?? 10,
    connectionTimeoutMillis: 1000 * (options.connectTimeout ?? address.connectTimeout ?? 10),
    idleTimeoutMillis: 0,
  })
  // The query in hand reports a loss; these events say it again, and unheard would end the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => {
    client.on('error', () => {})
    keepStatements(client)
    client.once('end', () => giveBack(client))
  })
  return pool
}

/** Drizzle keeps a connection whose BEGIN failed; one that is lost gives its place up by itself. */
function giveBack(client: PoolClient): void {
  const { release } = client
  client.release = () => {}
  try {
    release(true)
  } catch {
    // Whoever had it has given it back.
  }
}

/**
 * Whether the error says that the database is away for now, so that a later try may succeed. Also
 * looks into what Drizzle wraps. Not taken in by the same codes of files and other sockets.
 */
export function isDatabaseAway(error: unknown): boolean {
  return away(error, false)
}

function away(error: unknown, ofQuery: boolean): boolean {
  if (!(error instanceof Error)) return false
  const asked = ofQuery || 'query' in error
  const code = 'code' in error ? String(error.code) : ''
  if (lost.has(code) || code.startsWith('08') || said.test(error.message)) return true
  if ('syscall' in error && error.syscall === 'connect') return true
  return (asked && broken.has(code)) || away(error.cause, asked)
}

/** Of PostgreSQL: too many connections, shutdown, crash, starting up. */
const lost = new Set(['53300', '57P01', '57P02', '57P03'])

/** The driver's own errors have no codes. */
const said =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect)/

/** What any socket may meet: it counts for a query only. */
const broken = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN'])
