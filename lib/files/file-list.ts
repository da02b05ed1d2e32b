/** Why files of these names cannot lie in one folder, or null when they can. Pure. */
export function fileListProblem(files: readonly string[]): string | null {
  const problems = fileListProblems(files)
  return problems.doubled.find(isText) ?? problems.both.find(isText) ?? null
}

/** The same for each of the names, so that a list can say it where it is. */
export function fileProblems(files: readonly string[]): (string | null)[] {
  const { doubled, both } = fileListProblems(files)
  return files.map((_, index) => doubled[index] ?? both[index] ?? null)
}

function fileListProblems(files: readonly string[]) {
  // Some file systems keep two spellings of é as one name.
  const names = files.map((name) => name.normalize('NFC'))
  const folders = new Set(names.flatMap(parents))
  const seen = new Set<string>()
  return {
    doubled: names.map((name) =>
      seen.size === seen.add(name).size ? `${name} is in the list twice.` : null,
    ),
    both: names.map((name) => (folders.has(name) ? `${name} is both a file and a folder.` : null)),
  }
}

function parents(name: string): string[] {
  const parts = name.split('/')
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'))
}

function isText(problem: string | null): problem is string {
  return problem !== null
}
