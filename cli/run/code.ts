import { type Commit, readCommit } from './git'
import { type Package, readPackages } from './packages'

/** What a folder of code is known by. */
export interface Code {
  commit: Commit | null
  packages: Package[]
}

/** Looks at a folder of code once, for all runs that are started from it together. */
export async function readCode(repository: string): Promise<Code> {
  const [commit, packages] = await Promise.all([readCommit(repository), readPackages(repository)])
  return { commit, packages }
}
