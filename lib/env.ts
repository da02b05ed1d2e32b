import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import proxyAddr from '@fastify/proxy-addr'
import { z } from 'zod'

/** A whole number of a range, as people write it. */
const whole = (from: number, to: number) =>
  z
    .string()
    .trim()
    .regex(/^\d+$/, `Write a whole number from ${from} to ${to}.`)
    .transform(Number)
    .refine((value) => value >= from && value <= to, `Write a whole number from ${from} to ${to}.`)
const blankIsUnset = (value: unknown) => (value === '' ? undefined : value)
const optional = <T extends z.ZodType>(type: T) => z.preprocess(blankIsUnset, type.optional())
const bytes = z
  .string()
  .regex(/^\d+(\.\d+)?\s*([KMGT]i?B?)?$/i, 'Write a size such as 500MB or 20GiB.')
  .transform(parseSize)

// The hub answers at the root of its origin: a path in front of it would break its links.
const publicUrl = z
  .url({ protocol: /^https?$/, error: 'Write an address such as https://hub.example.com.' })
  .refine(
    (address) => /^\/?$/.test(pathOf(address)),
    'Leave out the path: the hub has an origin of its own, such as https://hub.example.com.',
  )
  .transform((address) => new URL(address).origin)
// S3 has no driver yet: better said at the start than at the first upload.
const storage = z
  .string()
  .regex(/^file:./, 'Write file: and a folder, such as file:/srv/hub/blobs.')
  .transform((text) => resolve(text.replace(/^file:(\/\/)?/, '')))
const folder = z.string().transform((path) => resolve(path))
const networks = z
  .string()
  .transform((text) => text.split(',').flatMap((part) => part.trim() || []))
  .refine(areNetworks, 'Write addresses or CIDRs separated by commas, such as 10.0.0.0/8.')

// Nobody but the hub's own machine, unless said otherwise.
const readers = z.preprocess(blankIsUnset, networks.default(['loopback']))
const postgres = z.string().regex(/^postgres(ql)?:\/\//, 'Start it with postgresql://.')

// Whoever can change what it answers signs in as anybody.
const issuer = z
  .url({
    protocol: /^https?$/,
    error: 'Write an address such as https://id.example.com/realms/acme.',
  })
  .refine(
    (address) => !URL.canParse(address) || isSafe(new URL(address)),
    'Start it with https://; http is for a provider on this machine.',
  )
  .refine(
    (address) => !/[?#]/.test(address),
    'Leave out what follows ? or #: it is the issuer that the provider writes into its tokens.',
  )
const scopes = z
  .string()
  .transform((text) => text.split(/\s+/).filter(Boolean))
  .refine((list) => list.includes('openid'), 'List scopes separated by spaces, openid among them.')

const smtp = z
  .string()
  .refine(
    (address) => URL.canParse(address) && isMailServer(new URL(address)),
    'Write an address such as smtp://user:password@mail.example.com:587, percent-encoded where it has special signs.',
  )
  .transform((address) => smtpOf(new URL(address)))
// A line break in it would begin a header of its own.
const sender = z
  .string()
  .trim()
  .max(320)
  .regex(
    /^(?:[^<>\p{Cc}]*<[^\s<>@,;]+@[^\s<>@,;]+>|[^\s<>@,;]+@[^\s<>@,;]+)$/u,
    'Write an address such as hub@example.com, or Model Hub <hub@example.com>.',
  )

/** What people are told of a variable, in the README and the docs. */
interface Told {
  meaning: string
  /** The form that is accepted. */
  accepts: string
  /** Where the default is no fixed text. */
  fallback?: string
}
const told = z.registry<Told>()

const Variables = z.object({
  NODE_ENV: z.preprocess(blankIsUnset, z.string().default('production')),
  PORT: z.preprocess(blankIsUnset, whole(0, 65_535).default(3000)).register(told, {
    meaning: 'The port where it listens',
    accepts: '0 to 65535; 0 is any free one',
  }),
  HUB_HOST: z.preprocess(blankIsUnset, z.string().default('0.0.0.0')).register(told, {
    meaning: 'The address where it listens',
    accepts: 'an address or a name of this machine; `0.0.0.0` is all of them',
  }),
  HUB_DATA_DIR: z.preprocess(blankIsUnset, z.string().default('.data')).register(told, {
    meaning: 'Files, the embedded database and the generated secret are kept here',
    accepts: 'a folder',
  }),
  HUB_WORKERS: z
    .preprocess(blankIsUnset, whole(1, 256).default(Math.min(256, availableParallelism())))
    .register(told, {
      meaning: 'Processes that share the port',
      accepts: '1 to 256',
      fallback: 'number of cores',
    }),
  HUB_PUBLIC_URL: optional(publicUrl).register(told, {
    meaning:
      'The address that people and jobs use; with `https` cookies become `Secure` and `__Host-`',
    accepts: 'an `http` or `https` address without a path',
    fallback: '`http://localhost:$PORT`',
  }),
  DATABASE_URL: optional(postgres).register(told, {
    meaning:
      "A PostgreSQL of yours (15 or newer) instead of the embedded one: the application's role",
    accepts: '`postgresql://…`',
    fallback: 'embedded',
  }),
  DATABASE_OWNER_URL: optional(postgres).register(told, {
    meaning:
      'The role that owns the tables and migrates; without it append-only rests on triggers alone',
    accepts: '`postgresql://…`, together with `DATABASE_URL`',
    fallback: '–',
  }),
  HUB_SECRET: optional(z.string().min(32, 'At least 32 characters.')).register(told, {
    meaning: 'The key of the sign-in and of the secrets of webhooks; replicas of one hub share it',
    accepts: 'at least 32 characters',
    fallback: 'made in the data folder',
  }),
  HUB_AUDIT_KEY_FILE: optional(folder).register(told, {
    meaning: 'The Ed25519 key that signs the audit log (PEM); replicas of one hub share it',
    accepts: 'a file',
    fallback: '`audit-key.pem`, made in the data folder',
  }),
  HUB_AUDIT_PUBLISH: optional(folder).register(told, {
    meaning:
      'Where each checkpoint of the audit log is put, for whoever checks the hub from outside',
    accepts: 'a folder, best on another machine',
    fallback: '`checkpoints` in the data folder',
  }),
  HUB_TRUST_PROXY: optional(networks).register(told, {
    meaning: 'Proxies whose `X-Forwarded-For` is believed',
    accepts: 'addresses or CIDRs, separated by commas',
    fallback: 'none',
  }),
  HUB_METRICS_ALLOW: readers.register(told, {
    meaning: 'Who may read `/metrics`',
    accepts: 'addresses or CIDRs, separated by commas',
    fallback: 'the machine itself',
  }),
  HUB_WEBHOOK_ALLOW: optional(networks).register(told, {
    meaning: 'Networks that are not public and that webhooks may send to all the same',
    accepts: 'addresses or CIDRs, separated by commas',
    fallback: 'none: public addresses alone',
  }),
  HUB_STOP_TIMEOUT: z.preprocess(blankIsUnset, whole(1, 3600).default(30)).register(told, {
    meaning: 'Seconds that a stop waits for uploads, downloads and other requests to end',
    accepts: '1 to 3600',
  }),
  HUB_STORAGE: optional(storage).register(told, {
    meaning: 'The folder of the uploaded files; replicas of one hub share it',
    accepts: '`file:` and a folder, such as `file:/srv/hub/blobs`',
    fallback: '`blobs` in the data folder',
  }),
  HUB_MAX_UPLOAD: optional(bytes).register(told, {
    meaning: 'The largest file that may be uploaded',
    accepts: 'a size, such as `500MB` or `20GiB`',
    fallback: 'no limit',
  }),
  HUB_OIDC_ISSUER: optional(issuer).register(told, {
    meaning: 'A provider by which people sign in (OpenID Connect), as its tokens name it',
    accepts: 'an `https` address; `http` on this machine',
    fallback: 'none: passwords alone',
  }),
  HUB_OIDC_CLIENT_ID: optional(z.string().max(1000)).register(told, {
    meaning: 'The hub as that provider knows it',
    accepts: 'a text; needed with `HUB_OIDC_ISSUER`',
    fallback: '–',
  }),
  HUB_OIDC_CLIENT_SECRET: optional(z.string().max(1000)).register(told, {
    meaning: 'The secret of that client',
    accepts: 'a text; needed with `HUB_OIDC_ISSUER`',
    fallback: '–',
  }),
  HUB_OIDC_NAME: z
    .preprocess(blankIsUnset, z.string().trim().max(60).default('single sign-on'))
    .register(told, {
      meaning: 'What the button on the sign-in page calls the provider',
      accepts: 'at most 60 characters',
    }),
  HUB_OIDC_SCOPES: z
    .preprocess(blankIsUnset, scopes.default(['openid', 'email', 'profile']))
    .register(told, {
      meaning: 'What the provider is asked to tell',
      accepts: 'scopes separated by spaces, `openid` among them',
      fallback: '`openid email profile`',
    }),
  HUB_OIDC_GROUPS_CLAIM: z
    .preprocess(blankIsUnset, z.string().trim().max(200).default('groups'))
    .register(told, {
      meaning: 'The claim that lists the groups of a person',
      accepts: 'a name, or a path such as `realm_access.roles`',
    }),
  HUB_OIDC_ORGANIZATION: optional(
    z.string().regex(/^[a-z0-9][a-z0-9._-]{0,95}$/, 'Write the slug of an organization.'),
  ).register(told, {
    meaning:
      'Whoever signs in by the provider with a group that is mapped there becomes a member of it',
    accepts: 'the slug of an organization',
    fallback: 'none: people are added or invited',
  }),
  HUB_SMTP_URL: optional(smtp).register(told, {
    meaning:
      'The server that takes the mails of notifications; a password is sent there under TLS alone, unless it is this machine',
    accepts: '`smtp://` (STARTTLS) or `smtps://`, with `user:password@` where it asks for them',
    fallback: 'none: people are told in the hub alone',
  }),
  HUB_MAIL_FROM: optional(sender).register(told, {
    meaning: 'Who those mails are from',
    accepts: 'an address, or `Name <address>`; needed with `HUB_SMTP_URL`',
    fallback: '–',
  }),
  HUB_POOL: optional(whole(1, 200)).register(told, {
    meaning: 'Connections that each process may hold for reading, and as many for writing',
    accepts: '1 to 200',
    fallback: '2 to 8, by `HUB_WORKERS`',
  }),
  HUB_LOG: z
    .preprocess(
      blankIsUnset,
      z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
    )
    .register(told, {
      meaning: 'How much it logs',
      accepts: '`trace`, `debug`, `info`, `warn`, `error` or `silent`',
    }),
})

export interface Setting {
  name: string
  meaning: string
  accepts: string
  /** Markdown. */
  fallback: string
}

/** What there is to set, as people are told. Throws for a variable that says nothing of itself. */
export function settings(): Setting[] {
  const shown = Object.entries(Variables.shape).filter(([name]) => name !== 'NODE_ENV')
  return shown.map(([name, type]) => {
    const { meaning, accepts, fallback } = told.get(type) ?? {}
    if (!meaning || !accepts) throw new Error(`${name} does not say what it means.`)
    return { name, meaning, accepts, fallback: fallback ?? `\`${type.parse(undefined)}\`` }
  })
}

export interface Env {
  development: boolean
  port: number
  host: string
  dataDir: string
  /** The folder of the blobs; replicas of one hub share it. */
  storageDir: string
  workers: number
  /** Origin that browsers use, without a path; null: `http://localhost:<port>`. */
  publicUrl: string | null
  databaseUrl: string | null
  databaseOwnerUrl: string | null
  secret: string | null
  /** Null: a file of the data folder, made at the first need. */
  auditKeyFile: string | null
  /** The folder where checkpoints are published. */
  auditPublish: string
  /** CIDRs whose forwarded addresses are believed. */
  trustProxy: string[]
  /** CIDRs that may read the metrics. */
  metricsAllow: string[]
  /** CIDRs beside the public addresses that webhooks may send to. */
  webhookAllow: string[]
  /** Milliseconds that a stop waits for requests to end. */
  stopTimeout: number
  /** Bytes; null: no limit of ours. */
  maxUpload: number | null
  /** Connections at most of each of the two pools of a process. */
  poolSize: number
  /** By which people sign in; null: by passwords alone. */
  oidc: OidcSettings | null
  /** Where mails are handed over; null: nobody is mailed. */
  smtp: SmtpSettings | null
  logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent'
}

export interface SmtpSettings {
  host: string
  port: number
  /** TLS from the first byte on. */
  secure: boolean
  /** Nothing is said there before STARTTLS. */
  requireTls: boolean
  login: { user: string; pass: string } | null
  from: string
}

export interface OidcSettings {
  issuer: string
  clientId: string
  clientSecret: string
  /** For the button. */
  name: string
  scopes: string[]
  groupsClaim: string
  /** The slug of the organization that people of mapped groups become members of. */
  organization: string | null
}

/** Thrown by `parseEnv`, with one line per wrong variable. */
export class EnvError extends Error {
  readonly expected = true
}

/** Reads the configuration. Throws `EnvError` that names each wrong variable and what it should be. */
export function parseEnv(variables: Record<string, string | undefined>): Env {
  const parsed = Variables.safeParse(variables)
  if (!parsed.success) throw new EnvError(explain(parsed.error))
  const value = parsed.data
  if (value.DATABASE_OWNER_URL && !value.DATABASE_URL)
    throw new EnvError('DATABASE_OWNER_URL is set without DATABASE_URL. Set both, or neither.')
  return {
    development: value.NODE_ENV === 'development',
    port: value.PORT,
    host: value.HUB_HOST,
    dataDir: resolve(value.HUB_DATA_DIR),
    storageDir: value.HUB_STORAGE ?? resolve(value.HUB_DATA_DIR, 'blobs'),
    workers: value.HUB_WORKERS,
    publicUrl: value.HUB_PUBLIC_URL ?? null,
    databaseUrl: value.DATABASE_URL ?? null,
    databaseOwnerUrl: value.DATABASE_OWNER_URL ?? null,
    secret: value.HUB_SECRET ?? null,
    auditKeyFile: value.HUB_AUDIT_KEY_FILE ?? null,
    auditPublish: value.HUB_AUDIT_PUBLISH ?? resolve(value.HUB_DATA_DIR, 'checkpoints'),
    trustProxy: value.HUB_TRUST_PROXY ?? [],
    metricsAllow: value.HUB_METRICS_ALLOW,
    webhookAllow: value.HUB_WEBHOOK_ALLOW ?? [],
    stopTimeout: value.HUB_STOP_TIMEOUT * 1000,
    maxUpload: value.HUB_MAX_UPLOAD ?? null,
    poolSize: value.HUB_POOL ?? poolFor(value.HUB_WORKERS),
    logLevel: value.HUB_LOG,
    oidc: oidcOf(value),
    smtp: mailOf(value),
  }
}

function mailOf({ HUB_SMTP_URL, HUB_MAIL_FROM }: z.output<typeof Variables>): SmtpSettings | null {
  if (!HUB_SMTP_URL && !HUB_MAIL_FROM) return null
  if (!HUB_SMTP_URL || !HUB_MAIL_FROM)
    throw new EnvError('HUB_SMTP_URL and HUB_MAIL_FROM go together. Set both, or neither.')
  return { ...HUB_SMTP_URL, from: HUB_MAIL_FROM }
}

function oidcOf(value: z.output<typeof Variables>): OidcSettings | null {
  const { HUB_OIDC_ISSUER, HUB_OIDC_CLIENT_ID, HUB_OIDC_CLIENT_SECRET } = value
  const some = [HUB_OIDC_ISSUER, HUB_OIDC_CLIENT_ID, HUB_OIDC_CLIENT_SECRET].filter(Boolean)
  if (some.length === 0) return null
  if (!HUB_OIDC_ISSUER || !HUB_OIDC_CLIENT_ID || !HUB_OIDC_CLIENT_SECRET)
    throw new EnvError(
      'HUB_OIDC_ISSUER, HUB_OIDC_CLIENT_ID and HUB_OIDC_CLIENT_SECRET go together. Set all three, or none.',
    )
  return {
    issuer: HUB_OIDC_ISSUER,
    clientId: HUB_OIDC_CLIENT_ID,
    clientSecret: HUB_OIDC_CLIENT_SECRET,
    name: value.HUB_OIDC_NAME,
    scopes: value.HUB_OIDC_SCOPES,
    groupsClaim: value.HUB_OIDC_GROUPS_CLAIM,
    organization: value.HUB_OIDC_ORGANIZATION ?? null,
  }
}

const key = Symbol.for('model-hub.env')
const holder = globalThis as typeof globalThis & { [key]?: Env }

/** The configuration of this process; parsed at first use unless `setEnv` came before. */
export function env(): Env {
  holder[key] ??= parseEnv(process.env)
  return holder[key]
}

/** Sets the configuration of this process: tests and the start of the server do. */
export function setEnv(value: Env): void {
  holder[key] = value
}

/** The origin that people use, for links and cookies. */
export function publicOrigin(value: Env = env()): string {
  return value.publicUrl ?? `http://localhost:${value.port}`
}

/**
 * Connections of each of the two pools of one process, so that all processes together stay below the 200
 * of the embedded PostgreSQL, with some left for locks and for whoever looks in.
 */
function poolFor(workers: number): number {
  return Math.min(8, Math.max(2, Math.floor(180 / (2 * workers))))
}

function areNetworks(parts: string[]): boolean {
  try {
    proxyAddr.compile(parts)
    return true
  } catch {
    return false
  }
}

function isSafe(address: URL): boolean {
  return address.protocol === 'https:' || isHere(address)
}

function isHere({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname)
}

function isMailServer({ protocol, hostname, pathname, search, hash, username, password }: URL) {
  if (!/^smtps?:$/.test(protocol) || !hostname || /[^/]/.test(pathname) || search || hash)
    return false
  return (username === '') === (password === '') && isDecodable(username + password)
}

function isDecodable(text: string): boolean {
  try {
    return !/\p{Cc}/u.test(decodeURIComponent(text))
  } catch {
    return false
  }
}

function smtpOf(address: URL): Omit<SmtpSettings, 'from'> {
  const { protocol, hostname, port, username, password } = address
  const secure = protocol === 'smtps:'
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port) || (secure ? 465 : 587),
    secure,
    requireTls: !secure && username !== '' && !isHere(address),
    login: username
      ? { user: decodeURIComponent(username), pass: decodeURIComponent(password) }
      : null,
  }
}

function pathOf(address: string): string {
  if (!URL.canParse(address)) return ''
  const { pathname, search, hash } = new URL(address)
  return pathname + search + hash
}

function parseSize(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([KMGT]?)(i?)/i.exec(text)
  const power = ['', 'K', 'M', 'G', 'T'].indexOf((match?.[2] ?? '').toUpperCase())
  return Math.floor(Number(match?.[1]) * (match?.[3] ? 1024 : 1000) ** power)
}

function explain(error: z.ZodError): string {
  const lines = error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`)
  return ['The configuration is not valid:', ...lines, 'The README lists every variable.'].join(
    '\n',
  )
}
