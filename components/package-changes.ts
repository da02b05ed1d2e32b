import { type Package, versionsByName } from '@/lib/runs/packages'

export interface PackageChange {
  name: string
  /** Null where it is not there. */
  version: string | null
  base: string | null
}

/** The packages in which one environment is not like another, by name. */
export function packageChanges(
  packages: readonly Package[],
  base: readonly Package[],
): PackageChange[] {
  const own = versionsByName(packages)
  const other = versionsByName(base)
  return [...new Set([...own.keys(), ...other.keys()])]
    .filter((name) => own.get(name) !== other.get(name))
    .sort()
    .map((name) => ({ name, version: own.get(name) ?? null, base: other.get(name) ?? null }))
}
