import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import type { ConnectionOptions } from 'node:tls'

/** A libpq connection string, taken apart. Hosts that begin with `/` are socket folders. */
export interface Address {
  hosts: string[]
  ports: number[]
  database?: string
  user?: string
  password?: string
  tls: false | 'prefer' | 'require' | ConnectionOptions
  /** Seconds. */
  connectTimeout?: number
  /** Seconds of silence before the connection is probed; null for never. */
  keepAlive: number | null
  wants?: 'read-write' | 'read-only' | 'primary' | 'standby' | 'prefer-standby'
  /** Settings to ask of the server. */
  connection: Record<string, string>
}

/** A database address that cannot be used; the message says what is wrong with it. */
export class InvalidDatabaseUrl extends Error {
  override name = 'InvalidDatabaseUrl'
  readonly expected = true
}

/** Parameters of libpq that change nothing here; those that would are refused, not ignored. */
const harmless = new Set([
  'channel_binding',
  'client_encoding',
  'fallback_application_name',
  'gssencmode',
  'keepalives_count',
  'keepalives_interval',
  'load_balance_hosts',
  'sslcompression',
  'sslsni',
  'tcp_user_timeout',
])

const form =
  /^postgres(?:ql)?:\/\/(?:([^:@/?#]*)(?::([^@/?#]*))?@)?([^/?#@]*)(?:\/([^?#/]*))?(?:\?([^#]*))?$/

/**
 * Reads a connection string as psql does.
 * @throws InvalidDatabaseUrl; the message never holds the password
 */
export function addressOf(url: string): Address {
  const parts = form.exec(url.trim())
  if (!parts) {
    throw new InvalidDatabaseUrl(
      'The address of the database must look like postgresql://user:password@host:5432/name; special characters in it are written as %40 and the like.',
    )
  }
  const [, user = '', password = '', authority = '', database = '', query = ''] = parts
  const asked = parametersOf(query)
  const take = (key: string) => {
    const value = asked.get(key)
    asked.delete(key)
    return value || undefined
  }
  const places = placesOf(authority, take('hostaddr') ?? take('host'), take('port'))
  const address: Address = {
    ...places,
    database: take('dbname') ?? (decode(database) || undefined),
    user: take('user') ?? (decode(user) || undefined),
    password: take('password') ?? (decode(password) || undefined),
    tls: tlsOf(take, places.hosts),
    connectTimeout: numberOf('connect_timeout', take('connect_timeout')),
    keepAlive:
      take('keepalives') === '0'
        ? null
        : (numberOf('keepalives_idle', take('keepalives_idle')) ?? 60),
    wants: wantsOf(take('target_session_attrs')),
    connection: {},
  }
  for (const key of ['application_name', 'options']) {
    const value = take(key)
    if (value) address.connection[key] = value
  }
  const strange = [...asked.keys()].find((key) => !harmless.has(key))
  if (strange !== undefined) {
    throw new InvalidDatabaseUrl(
      `The address of the database has the parameter "${strange}", which the hub does not know. Remove it.`,
    )
  }
  return address
}

function parametersOf(query: string): Map<string, string> {
  const pairs = query.split('&').filter((pair) => pair !== '')
  return new Map(
    pairs.map((pair) => {
      const at = pair.indexOf('=')
      return at < 0 ? [decode(pair), ''] : [decode(pair.slice(0, at)), decode(pair.slice(at + 1))]
    }),
  )
}

/** Hosts and ports in step, from `a:1,[::1]:2` or from lists in the query, which win. */
function placesOf(
  authority: string,
  asked = '',
  askedPorts = '',
): { hosts: string[]; ports: number[] } {
  const named = authority.split(',').map((place) => {
    const [, bracketed, plain = '', port = ''] =
      /^(?:\[([^\]]+)\]|([^:]*))(?::(\d*))?$/.exec(place) ?? []
    return { host: decode(bracketed ?? plain), port }
  })
  const hosts = (asked ? asked.split(',') : named.map(({ host }) => host)).map(
    (host) => host || 'localhost',
  )
  const given = askedPorts ? askedPorts.split(',') : named.map(({ port }) => port)
  const ports = hosts.map((_, index) => {
    const text = (given.length === 1 ? given[0] : given[index]) || '5432'
    const port = Number(text)
    if (Number.isInteger(port) && port > 0 && port < 65536) return port
    throw new InvalidDatabaseUrl(
      `The address of the database has the port "${text}", which is not a port.`,
    )
  })
  if (hosts.length > 1 && hosts.some((host) => host.startsWith('/'))) {
    throw new InvalidDatabaseUrl(
      'The address of the database names a socket folder and other hosts; name one of them.',
    )
  }
  return { hosts, ports }
}

/** What `sslmode` and its companions ask for, in the words of Node's TLS. */
function tlsOf(take: (key: string) => string | undefined, hosts: string[]): Address['tls'] {
  const mode = take('sslmode') ?? 'prefer'
  const files = { ca: take('sslrootcert'), cert: take('sslcert'), key: take('sslkey') }
  const passphrase = take('sslpassword')
  const [host = ''] = hosts
  if (host.startsWith('/') || mode === 'disable') return false
  if (!['allow', 'prefer', 'require', 'verify-ca', 'verify-full'].includes(mode)) {
    throw new InvalidDatabaseUrl(
      `The address of the database has sslmode "${mode}"; it may be disable, allow, prefer, require, verify-ca or verify-full.`,
    )
  }
  const own = files.cert || files.key
  if (mode === 'allow' || mode === 'prefer') return own ? ownCertificate() : 'prefer'
  if (mode === 'require' && !files.ca) return own ? ownCertificate() : 'require'
  return {
    ...ownCertificate(),
    rejectUnauthorized: true,
    ...(files.ca && files.ca !== 'system' && { ca: contents('sslrootcert', files.ca) }),
    // Like libpq, only verify-full insists on the name.
    ...(mode === 'verify-full' ? isIP(host) && { host } : { checkServerIdentity: () => undefined }),
  }

  function ownCertificate(): ConnectionOptions {
    return {
      rejectUnauthorized: false,
      ...(files.cert && { cert: contents('sslcert', files.cert) }),
      ...(files.key && { key: contents('sslkey', files.key) }),
      ...(passphrase && { passphrase }),
    }
  }
}

function contents(key: string, path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    throw new InvalidDatabaseUrl(
      `The file named by ${key} in the address of the database cannot be read: ${(error as Error).message}`,
    )
  }
}

function wantsOf(text: string | undefined): Address['wants'] {
  if (text === undefined || text === 'any') return undefined
  const known = ['read-write', 'read-only', 'primary', 'standby', 'prefer-standby'] as const
  const found = known.find((one) => one === text)
  if (found) return found
  throw new InvalidDatabaseUrl(
    `The address of the database has target_session_attrs "${text}"; it may be any, ${known.join(', ')}.`,
  )
}

function numberOf(key: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const value = Number(text)
  if (Number.isFinite(value) && value >= 0) return value
  throw new InvalidDatabaseUrl(
    `The address of the database has ${key} "${text}", which is not a number of seconds.`,
  )
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new InvalidDatabaseUrl(
      'The address of the database has a % that begins no character; write it as %25.',
    )
  }
}
