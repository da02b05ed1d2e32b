import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** Whether a text is a pattern: `*` stands for anything on one level, `**` for any depth. */
export function isPattern(text: string): boolean {
  return text.includes('*')
}

const visible = '(?!\\.)'

/**
 * What a pattern over files of this machine matches, as a shell would have it: names that begin with a dot are
 * only met by a pattern that says so. Names on the hub are matched by `lib/glob`, which leaves none out.
 */
export function patternOf(pattern: string): RegExp {
  let source = ''
  // Whether a name begins here.
  let begins = true
  for (const part of pattern.split(/(\*\*\/|\*\*|\*)/)) {
    if (part === '**/') source += `(?:${visible}[^/]+/)*`
    else if (part === '**') source += `(?:${visible}[^/]*/)*${visible}[^/]*`
    else if (part === '*') source += `${begins ? visible : ''}[^/]*`
    else source += part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    if (part !== '') begins = part.endsWith('/')
  }
  return new RegExp(`^${source}$`, 'su')
}

/** The folder part of a pattern that holds no `*`; ends with a slash, or is empty. */
export function fixedPart(pattern: string): string {
  const before = pattern.slice(0, pattern.indexOf('*'))
  return before.slice(0, before.lastIndexOf('/') + 1)
}

/** The files that a pattern of absolute paths matches, sorted. */
export async function filesMatching(pattern: string): Promise<string[]> {
  const root = fixedPart(pattern)
  const isWanted = patternOf(pattern.slice(root.length))
  const isDeep = /\*\*|\/.*\*|\*.*\//.test(pattern.slice(root.length))
  const found: string[] = []
  await walk(root, '', isDeep, found)
  return found
    .filter((name) => isWanted.test(name))
    .map((name) => root + name)
    .sort()
}

async function walk(root: string, prefix: string, isDeep: boolean, found: string[]): Promise<void> {
  const entries = await readdir(join(root, prefix), { withFileTypes: true }).catch(() => [])
  for (const entry of entries) {
    const name = prefix + entry.name
    if (entry.isDirectory()) {
      if (isDeep) await walk(root, `${name}/`, isDeep, found)
    } else if (entry.isFile()) found.push(name)
    else if ((await stat(join(root, name)).catch(() => null))?.isFile()) found.push(name)
  }
}
