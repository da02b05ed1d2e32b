import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, realpath } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import type { Reproduction } from '@/lib/runs/reproduction-view'
import type { Client } from '../client'
import { failed, invalid } from '../failure'
import type { Archive } from '../run/archive'
import { cacheBytes, cachedAt } from '../run/cache'
import { unpackCode } from './unpack'

export interface FetchedCode {
  /** Where the code begins. */
  root: string
  archive: Archive | null
}

/** An empty folder for the code: the one that was named, or a new one. */
export async function emptyFolder(given: string | undefined, cwd: string): Promise<string> {
  if (given === undefined) return await mkdtemp(join(await realpath(tmpdir()), 'hub-reproduce-'))
  const folder = resolve(cwd, given)
  await mkdir(folder, { recursive: true })
  if ((await readdir(folder)).length > 0)
    throw invalid(`${given} is not empty. Name another folder, or leave --folder out.`)
  return await realpath(folder)
}

/**
 * Brings the code of a record into an empty folder: its archive, or its commit from the repository here or
 * from where it is kept.
 * @throws Failure when it cannot be had, or is not what was recorded
 */
export async function fetchCode(
  client: Client,
  { uri, code, commit }: Reproduction,
  { folder, cwd, cache }: { folder: string; cwd: string; cache: string },
): Promise<FetchedCode> {
  if (code) {
    const archive = await fetchArchive(client, code, cache)
    await unpackCode(archive.path, folder)
    return { root: folder, archive }
  }
  if (!commit || !/^[0-9a-f]{7,64}$/.test(commit.id))
    throw failed(`${uri} cannot be followed: ${commit?.id ?? 'nothing'} is no commit of git.`)
  const source = await sourceOf(commit, cwd)
  await git('clone', '--quiet', '--no-checkout', '--', source, folder)
  await git('-C', folder, 'checkout', '--quiet', '--detach', commit.id)
  return { root: folder, archive: null }
}

async function fetchArchive(
  client: Client,
  { sha256, url }: NonNullable<Reproduction['code']>,
  cache: string,
): Promise<Archive> {
  const response = await client.call('GET', url, { headers: { Accept: '*/*' } })
  const found = await cacheBytes(cache, response.body ?? emptyBody())
  if (found.sha256 !== sha256)
    throw failed(
      `The code did not arrive as it was recorded: its SHA-256 is ${found.sha256}, not ${sha256}. Try again; if it stays so, the stored file is damaged.`,
      'digest_mismatch',
    )
  return { ...found, path: cachedAt(cache, sha256, 'the code') }
}

async function* emptyBody(): AsyncGenerator<Uint8Array> {}

/** The repository here, if it has the commit; else where the record says that it is kept. */
async function sourceOf(
  { id, remote }: NonNullable<Reproduction['commit']>,
  cwd: string,
): Promise<string> {
  const here = await git('-C', cwd, 'rev-parse', '--show-toplevel').catch(() => null)
  const isHere =
    here !== null &&
    (await git('-C', here, 'cat-file', '-e', `${id}^{commit}`).then(
      () => true,
      () => false,
    ))
  if (here !== null && isHere) return here
  if (remote) return remote
  throw failed(
    `The commit ${id} is not in the repository here, and the record does not say where it is kept. Go to a copy of the code that has it, and try again.`,
  )
}

async function git(...words: string[]): Promise<string> {
  try {
    // Nobody could answer a question of git's.
    const env = { ...process.env, GIT_TERMINAL_PROMPT: '0' }
    const { stdout } = await promisify(execFile)('git', words, { env, maxBuffer: 2 ** 26 })
    return stdout.trim()
  } catch (error) {
    const { stderr = '', message } = error as Error & { stderr?: string }
    const last = stderr.trim().split('\n').at(-1)
    throw failed(`The code cannot be had: git says ${last || message}`)
  }
}
