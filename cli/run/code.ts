import { basename } from 'node:path'
import { cachePath, type Environment } from '../configuration'
import type { Located } from '../yaml/locate'
import { type Archive, archiveCode } from './archive'
import { type Commit, readCommit, readPrefix } from './git'
import { type Package, readPackages } from './packages'

/** What a folder of code is known by. */
export interface Code {
  /** Of git; or, of code that is in no repository, `~` and the SHA-256 of its archive. */
  commit: Commit | null
  packages: Package[]
  /** The code itself, where no commit holds all of it. */
  archive: Archive | null
  /** Path of the valohai.yaml in that code. */
  yaml: string
  /** What deserves a word but stops nothing. */
  notes: string[]
}

/**
 * Looks at a folder of code once, for all runs that are started from it together.
 * @param archive whether to keep the code where no commit holds all of it
 */
export async function readCode(
  { repository, file }: Pick<Located, 'repository' | 'file'>,
  { env, archive = true }: { env: Environment; archive?: boolean },
): Promise<Code> {
  const [commit, packages, prefix] = await Promise.all([
    readCommit(repository),
    readPackages(repository, env),
    readPrefix(repository),
  ])
  const yaml = basename(file)
  const isComplete = commit !== null && commit.dirty === false
  if (!archive || isComplete)
    return { commit, packages, archive: null, yaml: `${prefix}${yaml}`, notes: [] }
  const kept = await archiveCode(repository, cachePath(env))
  const own = kept.archive && { id: `~${kept.archive.sha256}` }
  return { commit: commit ?? own, packages, archive: kept.archive, yaml, notes: kept.warnings }
}
