import { chmod, chown, mkdir, realpath } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { databaseAccount } from './embedded/account'
import { type Hold, hold } from './hold'

/**
 * Makes the data folder when it is missing, and returns its real path. What is made is closed to
 * others (0700); as root, the account that PostgreSQL is run as may pass through it (0710).
 */
export async function makeDataDir(dataDir: string): Promise<string> {
  const path = resolve(dataDir)
  const first = await mkdir(path, { recursive: true, mode: 0o700 })
  const root = process.getuid?.() === 0
  const account = first && root ? await databaseAccount().catch(() => undefined) : undefined
  for (let made = path; first && account; made = dirname(made)) {
    await chown(made, 0, account.gid)
    await chmod(made, 0o710)
    if (made === first) break
  }
  return realpath(path)
}

/**
 * Takes the data folder for this process (file `hub.lock`), making the folder when it is missing.
 * @throws DataDirInUse when another live process has it
 */
export async function holdDataDir(dataDir: string, fields: { url?: string } = {}): Promise<Hold> {
  const path = await makeDataDir(dataDir)
  return hold(join(path, 'hub.lock'), `The data folder ${path}`, fields)
}
