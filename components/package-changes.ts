export interface Package {
  name: string
  version: string
}

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
  const own = versionsOf(packages)
  const other = versionsOf(base)
  return [...new Set([...own.keys(), ...other.keys()])]
    .filter((name) => own.get(name) !== other.get(name))
    .sort()
    .map((name) => ({ name, version: own.get(name) ?? null, base: other.get(name) ?? null }))
}

/** Some tools list a package more than once. */
function versionsOf(packages: readonly Package[]): Map<string, string> {
  const versions = new Map<string, string[]>()
  for (const { name, version } of packages)
    versions.set(name, [...(versions.get(name) ?? []), version])
  return new Map([...versions].map(([name, all]) => [name, [...new Set(all)].sort().join(', ')]))
}
