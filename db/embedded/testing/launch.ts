import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import type { Pool } from 'pg'
import { afterAll, expect, onTestFinished, vi } from 'vitest'
import { deleteEmbeddedPostgres, type EmbeddedOptions, startEmbeddedPostgres } from '../../embedded'
import { type Account, databaseAccount } from '../account'
import { findBinaries } from '../binaries'
import { startOf } from '../process'

/** What a hub process said when its database was ready. */
export interface Ready {
  ownerUrl: string
  appUrl: string
  adminUrl: string
  pid: number
}

/** A hub process of a test. */
export interface Hub {
  pid: number
  /** Resolves when its database is ready; rejects with the reason it gave for not starting. */
  ready: Promise<Ready>
  /** Everything that it said so far. */
  said: Record<string, unknown>[]
  /** Sends the signal and waits for the end. */
  kill(signal: NodeJS.Signals): Promise<void>
}

/** Settings for databases that are thrown away; killed processes lose nothing by it. */
export const hasty = ['fsync=off']

/** Folders that the tests of one file share. */
const leftovers: string[] = []
afterAll(async () => {
  for (const folder of leftovers) await rm(folder, { recursive: true, force: true })
})

export const root = process.getuid?.() === 0

/** A new folder. When the test ends, the database of `hub` in it is ended and deleted with it. */
export async function scratch(mode = 0o711): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'hub-db-'))
  await chmod(folder, mode)
  onTestFinished(async () => {
    await deleteEmbeddedPostgres(join(folder, 'hub'))
    await rm(folder, { recursive: true, force: true })
  })
  return folder
}

let template: Promise<string> | undefined

/** A data folder that has been in use, and was left in good order. */
export async function usedDataDir(): Promise<string> {
  template ??= (async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hub-template-'))
    leftovers.push(folder)
    await chmod(folder, 0o711)
    const dataDir = join(folder, 'hub')
    const { native } = await program()
    await (await startEmbeddedPostgres({ dataDir, binaries: native, settings: hasty })).stop()
    return dataDir
  })()
  const dataDir = join(await scratch(), 'hub')
  await promisify(execFile)('cp', ['-a', await template, dataDir])
  return dataDir
}

/** Starts a hub process, as `account` when given. It is killed when the test ends. */
export async function launchHub(
  options: EmbeddedOptions & { url?: string; dies?: boolean },
  account?: Account,
): Promise<Hub> {
  const { file, native } = await program()
  const child = spawn(
    process.execPath,
    [file, JSON.stringify({ settings: hasty, binaries: native, ...options })],
    {
      cwd: '/',
      stdio: ['ignore', 'pipe', 'inherit'],
      ...(account && { uid: account.uid, gid: account.gid }),
    },
  )
  const ended = once(child, 'exit')
  const kill = async (signal: NodeJS.Signals) => {
    child.kill(signal)
    await ended
  }
  onTestFinished(() => kill('SIGKILL'))
  const said: Hub['said'] = []
  const ready = new Promise<Ready>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const one = JSON.parse(line)
      said.push(one)
      if (one.ready) resolve(one.ready)
      if (one.refused) reject(Object.assign(new Error(one.refused.message), one.refused))
    })
    ended.then(() => reject(new Error('The hub process ended without a word.')))
  })
  ready.catch(() => {})
  return { pid: child.pid ?? 0, ready, said, kill }
}

/** The account of PostgreSQL where tests run as root; else undefined, for ourselves. */
export function account(): Promise<Account | undefined> {
  return databaseAccount()
}

/** Whether the process lives; a zombie does not. */
export async function lives(pid: number): Promise<boolean> {
  return (await startOf(pid)) !== undefined
}

/** Waits until the hub has said it: ending what a dead server left, and one start in vain, take their time. */
export async function hears(hub: Hub, log: string): Promise<void> {
  await vi.waitFor(() => expect(hub.said).toContainEqual(expect.objectContaining({ log })), {
    timeout: 25_000,
    interval: 10,
  })
}

/** A process of the database account that has nothing to do with PostgreSQL; ends with the test. */
export async function stranger(script: string): Promise<{ pid: number; output: string }> {
  const as = await account()
  const child = spawn('/bin/sh', ['-c', script], {
    cwd: '/',
    stdio: ['ignore', 'pipe', 'inherit'],
    ...(as && { uid: as.uid, gid: as.gid }),
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [output] = await once(child.stdout, 'data')
  return { pid: child.pid ?? 0, output: String(output).trim() }
}

let made: Promise<{ file: string; native: string }> | undefined

/** The hub program in one file, and a PostgreSQL, that any account can read. */
function program(): Promise<{ file: string; native: string }> {
  made ??= (async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hub-program-'))
    leftovers.push(folder)
    await chmod(folder, 0o755)
    const file = join(folder, 'hub.mjs')
    await build({
      entryPoints: [join(import.meta.dirname, 'hub.ts')],
      outfile: file,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      // pg is CommonJS, and requires what an ES module cannot.
      banner: {
        js: "import { createRequire as r } from 'node:module'; const require = r(import.meta.url)",
      },
      logLevel: 'error',
    })
    await chmod(file, 0o644)
    const { native } = await findBinaries(await account(), [folder])
    return { file, native }
  })()
  return made
}

/** Rows of a query: sql`select ${1}`; `pool` is the pool beneath. */
export function tagged(pool: Pool) {
  const rows = async (text: TemplateStringsArray, ...values: unknown[]) => {
    const numbered = text.reduce((all, part, n) => `${all}$${n}${part}`)
    return (await pool.query(numbered, values)).rows
  }
  return Object.assign(rows, { unsafe: (text: string) => pool.query(text), end: () => pool.end() })
}
