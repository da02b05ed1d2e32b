import postgres, { type ConnectionParameters, type Sql } from 'postgres'
import { addressOf } from './address'

/** Settings of one pool. `connection` holds server settings such as `statement_timeout`. */
export interface ConnectOptions {
  /** Connections at most; 10 when unset. */
  max?: number
  applicationName?: string
  connection?: Partial<ConnectionParameters>
  /** Seconds after which an unused connection closes; never when unset. */
  idleTimeout?: number
  /** Seconds to wait for a connection; what the address says, else 10. */
  connectTimeout?: number
}

/**
 * A pool for a libpq connection string, read as psql reads it: a socket folder in `?host=`, TLS
 * by `sslmode` (preferred over TCP when unset). Connects on first use, and again by itself.
 * @throws InvalidDatabaseUrl
 */
export function connect(url: string, options: ConnectOptions = {}): Sql {
  const address = addressOf(url)
  // postgres.js takes lists of hosts and ports, which IPv6 needs; its types do not say so.
  const places: object = { host: address.hosts, port: address.ports }
  const [host = '', port] = [address.hosts[0], address.ports[0]]
  return postgres({
    ...places,
    path: host.startsWith('/') ? `${host}/.s.PGSQL.${port}` : undefined,
    database: address.database,
    user: address.user,
    pass: address.password,
    ssl: address.tls,
    keep_alive: address.keepAlive,
    target_session_attrs: address.wants,
    max: options.max ?? 10,
    connect_timeout: options.connectTimeout ?? address.connectTimeout ?? 10,
    idle_timeout: options.idleTimeout,
    // A server that restarts is away for a moment: look again soon, and go on looking.
    backoff: (attempt: number) => Math.min(0.02 * 2 ** attempt, 1),
    onnotice: () => {},
    connection: {
      ...address.connection,
      ...(options.applicationName && { application_name: options.applicationName }),
      ...options.connection,
    },
  })
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
  if (lost.has(code) || code.startsWith('08')) return true
  if ('syscall' in error && error.syscall === 'connect') return true
  return (asked && broken.has(code)) || away(error.cause, asked)
}

/** Codes of postgres.js, and of PostgreSQL: too many connections, shutdown, crash, starting up. */
const lost = new Set([
  'CONNECT_TIMEOUT',
  'CONNECTION_CLOSED',
  'CONNECTION_DESTROYED',
  'CONNECTION_ENDED',
  '53300',
  '57P01',
  '57P02',
  '57P03',
])

/** What any socket may meet: it counts for a query only. */
const broken = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN'])

/**
 * Whether an uncaught error is postgres.js writing to a connection that has just closed, such as the
 * rollback of a transaction whose server died. That connection stays unusable, so its pool is to be
 * replaced.
 */
export function isLostWrite(error: unknown): boolean {
  return (
    error instanceof TypeError &&
    /nextWrite .*postgres[/\\]src[/\\]connection/.test(error.stack ?? '')
  )
}
