export interface Package {
  name: string
  version: string
}

/** The version of each package; all of them where a tool lists one more than once. */
export function versionsByName(packages: readonly Package[]): Map<string, string> {
  const versions = new Map<string, string[]>()
  for (const { name, version } of packages)
    versions.set(name, [...(versions.get(name) ?? []), version])
  return new Map([...versions].map(([name, all]) => [name, [...new Set(all)].sort().join(', ')]))
}
