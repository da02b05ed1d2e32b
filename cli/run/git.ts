import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

export interface Commit {
  id: string
  branch?: string
  dirty?: boolean
  remote?: string
}

const execute = promisify(execFile)

/** The commit that a folder is at; null outside git, before a first commit or without git. */
export async function readCommit(folder: string): Promise<Commit | null> {
  const id = await git(folder, 'rev-parse', '--verify', 'HEAD')
  if (!id) return null
  const [branch, changes, remote] = await Promise.all([
    git(folder, 'symbolic-ref', '--quiet', '--short', 'HEAD'),
    git(folder, 'status', '--porcelain', '--untracked-files=normal'),
    git(folder, 'remote', 'get-url', 'origin'),
  ])
  return {
    id,
    ...(branch && { branch }),
    ...(changes !== null && { dirty: changes !== '' }),
    ...(remote && { remote: withoutLogin(remote) }),
  }
}

/** Where a folder is in its repository, with a slash at the end; empty at its top and outside of git. */
export async function readPrefix(folder: string): Promise<string> {
  return (await git(folder, 'rev-parse', '--show-prefix')) ?? ''
}

/** The address of a remote without the user and password that CI systems put into it; it can still be cloned from. */
export function withoutLogin(remote: string): string {
  if (!URL.canParse(remote) || !/^https?:/.test(remote)) return remote
  const url = new URL(remote)
  url.username = ''
  url.password = ''
  return url.href
}

async function git(folder: string, ...words: string[]): Promise<string | null> {
  try {
    const options = { timeout: 20_000, maxBuffer: 64 * 1024 * 1024 }
    const { stdout } = await execute('git', ['-C', folder, ...words], options)
    return stdout.trim()
  } catch {
    // No git, no repository, no such thing in it: a run goes without.
    return null
  }
}
