import { randomBytes } from 'node:crypto'
import { chown, mkdtemp, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { connect } from '../connection'
import { type Account, EmbeddedPostgresError, runAs } from './account'
import { type Binaries, program } from './binaries'

/** The roles: one for the launcher, one that owns and migrates, one that the hub works as. */
export const roles = { admin: 'postgres', owner: 'hub_owner', app: 'hub_app' } as const

const draftPrefix = 'postgres.new-'

/** A password for each role, for a server that is reached over TCP. */
export function newPasswords(): Record<string, string> {
  return Object.fromEntries(
    Object.values(roles).map((role) => [role, randomBytes(24).toString('hex')]),
  )
}

/**
 * Makes an empty cluster at `home/postgres`. It takes that name only when complete, so a crash in
 * between leaves nothing but a draft, which the next call removes.
 * @returns the cluster's folder
 */
export async function makeCluster(
  home: string,
  binaries: Binaries,
  account: Account | undefined,
  more: { passwords?: Record<string, string>; settings: string[] },
): Promise<string> {
  for (const name of await readdir(home)) {
    if (!name.startsWith(draftPrefix)) continue
    // An initdb that lost its hub may still be writing there.
    await rm(join(home, name), { recursive: true, force: true }).catch(() => {})
  }
  const { passwords, settings } = more
  const draft = await mkdtemp(join(home, draftPrefix))
  const secret = `${draft}.password`
  try {
    if (account) await chown(draft, account.uid, account.gid)
    // Collations of our own, by code point: those of the machine differ from one to the next.
    const locale = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']
    const access = passwords ? ['-A', 'scram-sha-256', `--pwfile=${secret}`] : ['-A', 'trust']
    if (passwords) {
      await writeFile(secret, `${passwords[roles.admin]}\n`, { mode: 0o600 })
      if (account) await chown(secret, account.uid, account.gid)
    }
    const options = ['-D', draft, '-U', roles.admin, '-E', 'UTF8', ...locale, ...access]
    if (settings.includes('fsync=off')) options.push('--no-sync')
    const { failure } = await runAs(account, program(binaries.native, 'initdb'), options)
    if (failure)
      throw new EmbeddedPostgresError(`PostgreSQL could not make a database in ${home}: ${failure}`)
    const cluster = join(home, 'postgres')
    await rename(draft, cluster)
    await settle(home)
    return cluster
  } finally {
    await rm(secret, { force: true })
    await rm(draft, { recursive: true, force: true })
  }
}

/** Refuses a cluster that another major version of PostgreSQL made. */
export async function checkVersion(cluster: string, binaries: Binaries): Promise<void> {
  const version = Number.parseInt(await readFile(join(cluster, 'PG_VERSION'), 'utf8'), 10)
  if (version === binaries.major) return
  throw new EmbeddedPostgresError(
    `The database in ${cluster} was made by PostgreSQL ${version} and this hub brings ${binaries.major}. Save it with the hub version that made it (npm run backup DIR), and restore it with this one into another HUB_DATA_DIR (npm run restore DIR).`,
  )
}

/**
 * Makes the roles and the database `hub` as far as they are missing, so that an interrupted first
 * start is completed by the next. Rights on tables come with the migrations.
 */
export async function prepareDatabase(
  adminUrl: string,
  passwords?: Record<string, string>,
): Promise<void> {
  const admin = connect(adminUrl, { max: 1, applicationName: 'model-hub start' })
  try {
    const { rows: there } = await admin.query<{ rolname: string }>('select rolname from pg_roles')
    for (const [role, rights] of [
      [roles.owner, 'login createdb nosuperuser nocreaterole noreplication nobypassrls'],
      [roles.app, 'login nocreatedb nosuperuser nocreaterole noreplication nobypassrls'],
    ] as const) {
      const verb = there.some((row) => row.rolname === role) ? 'alter' : 'create'
      const password = passwords ? ` password '${passwords[role]}'` : ''
      await admin.query(`${verb} role ${role} ${rights}${password}`)
    }
    const { rowCount } = await admin.query(`select 1 from pg_database where datname = 'hub'`)
    if (rowCount === 0) await admin.query('create database hub owner hub_owner template template0')
    await admin.query('revoke all on database hub from public')
    await admin.query('grant connect on database hub to hub_app')
    await admin.query('revoke all on database postgres from public')
    await admin.query('revoke all on database template1 from public')
    // To drop a database that still has guests: drop database … with (force).
    await admin.query('grant pg_signal_backend to hub_owner')
  } finally {
    await admin.end()
  }
}

/** Waits until the folder's list of names is on the disk. Windows cannot, and need not. */
async function settle(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder)
  await handle.sync().catch(() => {})
  await handle.close()
}
