import { execFile } from 'node:child_process'
import { readFile, stat } from 'node:fs/promises'

/** An account of this machine, as /etc/passwd has it. */
export interface Account {
  name: string
  uid: number
  gid: number
}

/** The embedded PostgreSQL cannot run here; the message says why and what to do. */
export class EmbeddedPostgresError extends Error {
  override name = 'EmbeddedPostgresError'
  readonly expected = true
}

/**
 * The account that PostgreSQL is run as: undefined for "as ourselves", and never root. An existing
 * `cluster` folder decides, since PostgreSQL serves a folder only for its owner.
 * @throws EmbeddedPostgresError when there is no such account, or the cluster is another account's
 */
export async function databaseAccount(cluster?: string): Promise<Account | undefined> {
  const self = process.getuid?.()
  if (self === undefined) return undefined
  const owner = cluster && (await stat(cluster).catch(() => undefined))?.uid
  if (self !== 0) {
    if (owner === undefined || owner === self) return undefined
    const name = (await accounts()).find((one) => one.uid === owner)?.name ?? `number ${owner}`
    throw new EmbeddedPostgresError(
      `The database in ${cluster} belongs to the account ${name}. Start the hub as it was started before, or choose another folder with HUB_DATA_DIR.`,
    )
  }
  const known = (await accounts()).filter((one) => one.uid !== 0)
  const account =
    owner === undefined
      ? (known.find((one) => one.name === 'postgres') ?? known.find((one) => one.name === 'nobody'))
      : known.find((one) => one.uid === owner)
  if (account) return account
  throw new EmbeddedPostgresError(
    owner === undefined
      ? 'PostgreSQL refuses to run as root, and this machine has no account "postgres" or "nobody" to run it as. Start the hub as an ordinary user, or set DATABASE_URL.'
      : `The database in ${cluster} belongs to account number ${owner}, which PostgreSQL cannot be run as. Give the folder to the account "postgres" or "nobody".`,
  )
}

async function accounts(): Promise<Account[]> {
  const lines = (await readFile('/etc/passwd', 'utf8').catch(() => '')).split('\n')
  return (
    lines
      .map((line) => line.split(':'))
      .filter((fields) => fields.length >= 7)
      // macOS writes nobody as -2.
      .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 }))
  )
}

/** How to spawn as that account, with none of our variables: PGDATA and LD_LIBRARY_PATH mislead. */
export function spawnSettings(account: Account | undefined): {
  env: NodeJS.ProcessEnv
  uid?: number
  gid?: number
} {
  const { NODE_ENV, PATH, SystemRoot, TEMP } = process.env
  const env: NodeJS.ProcessEnv = { NODE_ENV, LC_ALL: 'C', TZ: 'UTC', PATH, SystemRoot, TEMP }
  return { env, ...(account && { uid: account.uid, gid: account.gid }) }
}

/** Runs a program to its end as that account. Never throws: `failure` is what it said, or absent. */
export function runAs(
  account: Account | undefined,
  file: string,
  args: string[],
): Promise<{ stdout: string; failure?: string }> {
  return new Promise((resolve) => {
    const done = (error: Error | null, stdout: string, stderr: string) =>
      resolve(error ? { stdout, failure: stderr.trim() || error.message } : { stdout })
    try {
      // The working directory may be one that the account cannot enter.
      execFile(file, args, { cwd: '/', ...spawnSettings(account) }, done)
    } catch (error) {
      done(error as Error, '', '')
    }
  })
}
