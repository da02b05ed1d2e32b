import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { newFileNameProblem } from '@/lib/uri'
import type { LocalFile } from '../blobs'

export interface Gathered {
  /** Sorted by name. */
  files: LocalFile[]
  /** What could not be taken, each a sentence. */
  problems: string[]
}

/** All files under a folder, with names relative to it. Links to files count as files. */
export async function gatherFiles(folder: string): Promise<Gathered> {
  const gathered: Gathered = { files: [], problems: [] }
  await gather(folder, '', gathered)
  gathered.files.sort((a, b) => (a.name < b.name ? -1 : 1))
  return gathered
}

async function gather(folder: string, prefix: string, gathered: Gathered): Promise<void> {
  for (const entry of await readdir(join(folder, prefix), { withFileTypes: true })) {
    const name = prefix + entry.name
    if (entry.isDirectory()) {
      await gather(folder, `${name}/`, gathered)
      continue
    }
    const path = join(folder, name)
    // Follows links; a dangling one is as good as no file.
    const found = await stat(path).catch(() => null)
    const problem = found?.isFile() ? newFileNameProblem(name) : 'It is not an ordinary file.'
    if (problem) gathered.problems.push(`${JSON.stringify(name)} is left out. ${problem}`)
    else gathered.files.push({ name, path, size: found?.size ?? 0 })
  }
}
