import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import ignore, { type Ignore } from 'ignore'

/** Never code of one's own. */
const others = new Set(['.git', 'node_modules', '.venv', '__pycache__'])

/**
 * The files of the code in a folder, by name from there, sorted: without what `.gitignore` and `.vhignore`
 * name, and without packages.
 */
export async function listCode(folder: string): Promise<string[]> {
  const known = await listedByGit(folder)
  const found = known ?? (await walk(folder, '', [], ['.gitignore', '.vhignore']))
  // Git does not know of .vhignore.
  const wanted = known ? new Set(await walk(folder, '', [], ['.vhignore'])) : null
  return found.filter((name) => !wanted || wanted.has(name)).sort((a, b) => (a < b ? -1 : 1))
}

/** What git tracks, or would; null outside of a repository. */
async function listedByGit(folder: string): Promise<string[] | null> {
  const words = ['-C', folder, 'ls-files', '-z', '--cached', '--others', '--exclude-standard']
  try {
    const options = { maxBuffer: 256 * 1024 * 1024, timeout: 60_000 }
    const { stdout } = await promisify(execFile)('git', words, options)
    return [...new Set(stdout.split('\0').filter(Boolean))]
  } catch {
    // No git, or no repository: the ignore files are read here.
    return null
  }
}

interface Rules {
  /** Where they stand, with a slash at the end. */
  prefix: string
  ignored: Ignore
}

async function walk(
  folder: string,
  prefix: string,
  above: Rules[],
  files: string[],
): Promise<string[]> {
  const rules = [...above, ...(await rulesIn(folder, prefix, files))]
  const isIgnored = (name: string) =>
    rules.some(({ prefix: root, ignored }) => ignored.ignores(name.slice(root.length)))
  const found: string[] = []
  for (const entry of await readdir(join(folder, prefix), { withFileTypes: true })) {
    const name = prefix + entry.name
    if (others.has(entry.name)) continue
    if (entry.isDirectory()) {
      if (!isIgnored(`${name}/`)) found.push(...(await walk(folder, `${name}/`, rules, files)))
    } else if (!isIgnored(name)) found.push(name)
  }
  return found
}

async function rulesIn(folder: string, prefix: string, files: string[]): Promise<Rules[]> {
  const texts = await Promise.all(
    files.map((file) => readFile(join(folder, prefix, file), 'utf8').catch(() => null)),
  )
  return texts
    .filter((text) => text !== null)
    .map((text) => ({ prefix, ignored: ignore().add(text) }))
}
