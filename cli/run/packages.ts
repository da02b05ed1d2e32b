import { readFile } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import type { Environment } from '../configuration'
import { asRecord, lockedPackages, neededPackages } from './lock'
import { readPythonPackages } from './python-packages'

export interface Package {
  name: string
  version: string
}

/**
 * The packages that the code of a folder runs with: those of its npm lock; or, in an npm workspace, those of
 * the workspace's lock that it needs; or else those that it names and that are installed. Also what pip and
 * conda know of. Whatever cannot be told is left out.
 */
export async function readPackages(folder: string, env: Environment): Promise<Package[]> {
  const [locked, python] = await Promise.all([readLocked(folder), readPythonPackages(folder, env)])
  return [...(locked ?? (await readInstalled(folder))), ...python]
}

/** The npm packages that the code of a folder names itself, with the versions that are installed. */
export async function readInstalled(folder: string): Promise<Package[]> {
  const manifest = await readManifest(join(folder, 'package.json'))
  const names = ['dependencies', 'optionalDependencies', 'devDependencies']
    .flatMap((key) => Object.keys(asRecord(manifest?.[key])))
    .sort()
  const found = await Promise.all([...new Set(names)].map((name) => installed(folder, name)))
  return found.filter((entry) => entry !== null)
}

/** What a lock says, here or above; null where none is of this folder. */
async function readLocked(folder: string): Promise<Package[] | null> {
  const own = await readLock(folder)
  if (own) return lockedPackages(own)
  for (let root = dirname(folder); ; root = dirname(root)) {
    const member = relative(root, folder).split(sep).join('/')
    const lock = await readLock(root)
    // A lock that does not name the folder is of something else.
    if (lock && Object.hasOwn(lock, member)) return neededPackages(lock, member)
    if (root === dirname(root)) return null
  }
}

async function readLock(folder: string): Promise<Record<string, unknown> | null> {
  const lock = await readManifest(join(folder, 'package-lock.json'))
  return lock?.packages ? asRecord(lock.packages) : null
}

/** Looks where Node would: in node_modules of this folder, then of each one above. */
export async function installed(folder: string, name: string): Promise<Package | null> {
  for (let here = folder; ; here = dirname(here)) {
    const manifest = await readManifest(join(here, 'node_modules', name, 'package.json'))
    if (typeof manifest?.version === 'string') return { name, version: manifest.version }
    if (here === dirname(here)) return null
  }
}

async function readManifest(path: string): Promise<Record<string, unknown> | null> {
  try {
    return asRecord(JSON.parse(await readFile(path, 'utf8')))
  } catch {
    // Absent or broken: packages are recorded when they can be, and never stop a run.
    return null
  }
}
