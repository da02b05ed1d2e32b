import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { z } from 'zod'

const port = z.coerce.number().int().min(0).max(65_535)
const blankIsUnset = (value: unknown) => (value === '' ? undefined : value)
const optional = <T extends z.ZodType>(type: T) => z.preprocess(blankIsUnset, type.optional())
const bytes = z
  .string()
  .regex(/^\d+(\.\d+)?\s*([KMGT]i?B?)?$/i, 'Write a size such as 500MB or 20GiB.')
  .transform(parseSize)

const Variables = z.object({
  NODE_ENV: z.preprocess(blankIsUnset, z.string().default('production')),
  PORT: z.preprocess(blankIsUnset, port.default(3000)),
  HUB_HOST: z.preprocess(blankIsUnset, z.string().default('0.0.0.0')),
  HUB_DATA_DIR: z.preprocess(blankIsUnset, z.string().default('.data')),
  HUB_WORKERS: z.preprocess(
    blankIsUnset,
    z.coerce.number().int().min(1).max(256).default(availableParallelism()),
  ),
  HUB_PUBLIC_URL: optional(z.url({ protocol: /^https?$/ })),
  DATABASE_URL: optional(z.string().regex(/^postgres(ql)?:\/\//, 'Start it with postgresql://.')),
  DATABASE_OWNER_URL: optional(
    z.string().regex(/^postgres(ql)?:\/\//, 'Start it with postgresql://.'),
  ),
  HUB_SECRET: optional(z.string().min(32, 'At least 32 characters.')),
  HUB_TRUST_PROXY: optional(z.string()),
  HUB_MAX_UPLOAD: optional(bytes),
  HUB_POOL: z.preprocess(blankIsUnset, z.coerce.number().int().min(1).max(200).default(8)),
  HUB_LOG: z.preprocess(
    blankIsUnset,
    z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  ),
})

export interface Env {
  development: boolean
  port: number
  host: string
  dataDir: string
  workers: number
  /** Origin that browsers use, without a path; null: `http://localhost:<port>`. */
  publicUrl: string | null
  databaseUrl: string | null
  databaseOwnerUrl: string | null
  secret: string | null
  /** CIDRs whose forwarded addresses are believed. */
  trustProxy: string[]
  /** Bytes; null: no limit of ours. */
  maxUpload: number | null
  poolSize: number
  logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent'
}

/** Thrown by `parseEnv`, with one line per wrong variable. */
export class EnvError extends Error {}

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
    workers: value.HUB_WORKERS,
    publicUrl: value.HUB_PUBLIC_URL ? new URL(value.HUB_PUBLIC_URL).origin : null,
    databaseUrl: value.DATABASE_URL ?? null,
    databaseOwnerUrl: value.DATABASE_OWNER_URL ?? null,
    secret: value.HUB_SECRET ?? null,
    trustProxy: value.HUB_TRUST_PROXY?.split(',').map((cidr) => cidr.trim()) ?? [],
    maxUpload: value.HUB_MAX_UPLOAD ?? null,
    poolSize: value.HUB_POOL,
    logLevel: value.HUB_LOG,
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
