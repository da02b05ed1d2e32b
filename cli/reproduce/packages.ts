import { existsSync } from 'node:fs'
import { symlink, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Package, readInstalled } from '../run/packages'

/** What differs between the packages of a record and those found here, a sentence; null when nothing does. */
export function packageDifference(recorded: Package[], here: Package[]): string | null {
  const installed = new Map(here.map(({ name, version }) => [name, version]))
  const differing = recorded.filter(({ name, version }) => installed.get(name) !== version)
  if (differing.length === 0) return null
  const told = differing
    .slice(0, 5)
    .map(
      ({ name, version }) => `${name} was ${version}, ${installed.get(name) ?? 'and is not'} here`,
    )
  const rest = differing.length - told.length
  return `Its packages are not the same: ${told.join('; ')}${rest > 0 ? `; and ${rest} more` : ''}.`
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
      const installed = await readInstalled(repository)
      const isSame = installed.every(({ name, version }) => versions.has(`${name}@${version}`))
      if (installed.length > 0 && isSame) return
      await unlink(link)
    }
    if (here === dirname(here)) return
  }
}
