import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

export interface Package {
  name: string
  version: string
}

/** The npm packages that the code of a folder names itself, with the versions that are installed. */
export async function readPackages(folder: string): Promise<Package[]> {
  const manifest = await readManifest(join(folder, 'package.json'))
  const names = ['dependencies', 'optionalDependencies', 'devDependencies']
    .flatMap((key) => Object.keys(asRecord(manifest?.[key])))
    .sort()
  const found = await Promise.all([...new Set(names)].map((name) => installed(folder, name)))
  return found.filter((entry) => entry !== null)
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
