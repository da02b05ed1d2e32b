/** Why files of these names cannot lie in one folder, or null when they can. Pure. */
export function fileListProblem(files: readonly string[]): string | null {
  // Some file systems keep two spellings of é as one name.
  const names = files.map((name) => name.normalize('NFC'))
  const seen = new Set<string>()
  const double = names.find((name) => seen.size === seen.add(name).size)
  if (double !== undefined) return `${double} is in the list twice.`
  const folders = new Set(names.flatMap(parents))
  const both = names.find((name) => folders.has(name))
  return both === undefined ? null : `${both} is both a file and a folder.`
}

function parents(name: string): string[] {
  const parts = name.split('/')
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'))
}
