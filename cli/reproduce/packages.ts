import { existsSync } from 'node:fs'
import { symlink, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Environment } from '../configuration'
import { installed, type Package, readInstalled, readPackages } from '../run/packages'

/** What differs between the packages of a record and those found here, a sentence; null when nothing does. */
export function packageDifference(recorded: Package[], here: Package[]): string | null {
  // There may be several versions of one, each for those that need it.
  const found = new Set(here.map(({ name, version }) => `${name}@${version}`))
  const versions = new Map(here.map(({ name, version }) => [name, version]))
  const differing = recorded.filter(({ name, version }) => !found.has(`${name}@${version}`))
  if (differing.length === 0) return null
  const told = differing
    .slice(0, 5)
    .map(
      ({ name, version }) => `${name} was ${version}, ${versions.get(name) ?? 'and is not'} here`,
    )
  const rest = differing.length - told.length
  return `Its packages are not the same: ${told.join('; ')}${rest > 0 ? `; and ${rest} more` : ''}.`
}

/**
 * The packages that a copy of the code runs with. Where it is without the lock of its workspace, those of the
 * record that are installed count as well.
 */
export async function packagesOf(
  repository: string,
  recorded: Package[],
  env: Environment,
): Promise<Package[]> {
  const here = await readPackages(repository, env)
  const names = new Set(here.map(({ name }) => name))
  const more = [...new Set(recorded.map(({ name }) => name))].filter((name) => !names.has(name))
  const found = await Promise.all(more.map((name) => installed(repository, name)))
  return [...here, ...found.filter((entry) => entry !== null)]
}

/**
 * Lends npm packages that are installed where the person is to a copy of the code that has none, if they are
 * those of the record.
 */
export async function lendPackages(
  recorded: Package[],
  repository: string,
  cwd: string,
): Promise<void> {
  const isNode = existsSync(join(repository, 'package.json'))
  if (!isNode || existsSync(join(repository, 'node_modules'))) return
  const versions = new Set(recorded.map(({ name, version }) => `${name}@${version}`))
  for (let here = cwd; ; here = dirname(here)) {
    const modules = join(here, 'node_modules')
    if (existsSync(modules)) {
      const link = join(repository, 'node_modules')
      await symlink(modules, link)
      const lent = await readInstalled(repository)
      const isSame = lent.every(({ name, version }) => versions.has(`${name}@${version}`))
      if (lent.length > 0 && isSame) return
      await unlink(link)
    }
    if (here === dirname(here)) return
  }
}
