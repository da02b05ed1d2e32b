import type { Package } from './packages'

/** What an npm lock, version 2 or 3, has at `packages`: facts of each package by its path. */
export type Lock = Readonly<Record<string, unknown>>

/** All packages of a lock. */
export function lockedPackages(lock: Lock): Package[] {
  return packagesAt(lock, Object.keys(lock))
}

/**
 * Those that one member of a workspace needs: what it depends on, also for its development, and what that
 * depends on in turn. Other members are code of the same repository and no packages, but what they depend on
 * is needed.
 * @param member its path from the lock
 */
export function neededPackages(lock: Lock, member: string): Package[] {
  const needed = new Set([member])
  for (const path of needed)
    for (const name of dependenciesOf(asRecord(lock[path]), path === member)) {
      const found = placeOf(lock, path, name)
      if (found !== null) needed.add(found)
    }
  return packagesAt(lock, [...needed])
}

function dependenciesOf(facts: Record<string, unknown>, isMember: boolean): string[] {
  const kinds = ['dependencies', 'optionalDependencies', 'peerDependencies']
  return [...kinds, ...(isMember ? ['devDependencies'] : [])].flatMap((kind) =>
    Object.keys(asRecord(facts[kind])),
  )
}

/** Where the code at a path finds a package: in node_modules there, then further up; a link leads on. */
function placeOf(lock: Lock, from: string, name: string): string | null {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')))) {
    const path = `${folder && `${folder}/`}node_modules/${name}`
    if (Object.hasOwn(lock, path)) {
      const { link, resolved } = asRecord(lock[path])
      return link === true && typeof resolved === 'string' ? resolved : path
    }
    if (folder === '') return null
  }
}

/** The packages among some paths of a lock, each version once, in order. */
function packagesAt(lock: Lock, paths: readonly string[]): Package[] {
  const found = new Map<string, Package>()
  for (const path of paths) {
    const name = path.split('node_modules/').at(-1)
    const { version } = asRecord(lock[path])
    if (path.includes('node_modules/') && name && typeof version === 'string')
      found.set(`${name}@${version}`, { name, version })
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

export function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
