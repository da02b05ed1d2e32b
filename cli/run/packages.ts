import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Environment } from '../configuration'
import { readPythonPackages } from './python-packages'

export interface Package {
  name: string
  version: string
}

/**
 * The packages that the code of a folder runs with: those of its npm lock, or else those that it names and
 * that are installed; what pip and conda know of. Whatever cannot be told is left out.
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

/** All packages of an npm lock, version 2 or 3; null where there is none. */
async function readLocked(folder: string): Promise<Package[] | null> {
  const lock = await readManifest(join(folder, 'package-lock.json'))
  if (!lock?.packages) return null
  const found = new Map<string, Package>()
  for (const [path, facts] of Object.entries(asRecord(lock.packages))) {
    const name = path.split('node_modules/').at(-1)
    const { version } = asRecord(facts)
    if (path.includes('node_modules/') && name && typeof version === 'string')
      found.set(`${name}@${version}`, { name, version })
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** Looks where Node would: in node_modules of this folder, then of each one above. */
async function installed(folder: string, name: string): Promise<Package | null> {
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

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
