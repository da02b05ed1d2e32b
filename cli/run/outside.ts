import { stat } from 'node:fs/promises'
import { posix } from 'node:path'
import { withoutSecrets } from '@/lib/resolve/secrets'
import type { Transfer } from '../blobs'
import { exitCodes, Failure, failed } from '../failure'
import type { Terminal } from '../output'
import { fileUri, fullName, readAddress } from './addresses'
import { cacheFile, type Digested } from './cache'
import { filesMatching, fixedPart } from './glob'
import type { AskedInput } from './inputs'
import { fetchWeb } from './web'

/** A file that the hub does not hold, as it was found for an input of a run. */
export interface OutsideFile extends Digested {
  input: string
  /** As it is recorded: without secrets, and with the machine that a local file lies on. */
  uri: string
  /** Its whole name, for inputs that keep folders. */
  full: string
  /** What its pattern left open, or its last part. */
  suffix: string
}

interface Fetching {
  repository: string
  cache: string
  terminal: Terminal
  transfer: Pick<Transfer, 'signal' | 'patience'>
}

// The hub takes so many inputs for one run.
const atMost = 1000

/**
 * Brings what lies outside of the hub into the cache: files of this machine and of the web.
 * @throws Failure naming the input whose files are not there, or not the ones that are expected
 */
export async function fetchOutside(
  asked: AskedInput[],
  fetching: Fetching,
): Promise<OutsideFile[]> {
  const files: OutsideFile[] = []
  for (const { name, uri, sha256 } of asked) {
    const found = await fetchOne(name, uri, fetching)
    const [changed] = found.filter((file) => sha256 !== undefined && file.sha256 !== sha256)
    if (changed)
      throw new Failure(
        `The input ${name} has changed: ${changed.uri} has the SHA-256 ${changed.sha256} now, not ${sha256}.`,
        { code: 'digest_mismatch', exitCode: exitCodes.conflict },
      )
    files.push(...found)
  }
  if (files.length > atMost)
    throw failed(
      `The inputs are ${files.length} files outside of the hub, and a run records at most ${atMost}. Put them into an archive, or into a dataset on the hub.`,
    )
  return files
}

async function fetchOne(input: string, uri: string, fetching: Fetching): Promise<OutsideFile[]> {
  const { repository, cache, terminal, transfer } = fetching
  const address = readAddress(uri, repository)
  if (address.kind === 'web') {
    const found = await fetchWeb(address.url, cache, terminal, transfer).catch(blaming(input))
    const full = webName(address.url)
    return [{ input, uri: withoutSecrets(uri), full, suffix: posix.basename(full), ...found }]
  }
  if (address.kind !== 'local') return []
  const { path, glob } = address
  const paths = glob ? await filesMatching(path) : [path]
  if (paths.length === 0) throw missing(input, `No file matches ${uri} in ${repository}.`)
  const root = glob ? fixedPart(path) : `${posix.dirname(path)}/`
  const files: OutsideFile[] = []
  for (const one of paths) {
    await requireFile(input, one)
    const found = await cacheFile(cache, one, transfer.signal)
    const suffix = one.slice(root.length)
    files.push({ input, uri: fileUri(one), full: fullName(one, repository), suffix, ...found })
  }
  return files
}

/** The path of an address without its slashes at the ends. */
function webName(address: string): string {
  const path = new URL(address).pathname.replace(/^\/+|\/+$/g, '') || 'index'
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

async function requireFile(input: string, path: string): Promise<void> {
  const found = await stat(path).catch(() => null)
  if (!found) throw missing(input, `There is no file ${path}.`)
  if (found.isDirectory())
    throw missing(input, `${path} is a folder. Write ${path}/** for all files in it.`)
}

function missing(input: string, message: string): Failure {
  return new Failure(`The input ${input} cannot be used. ${message}`, {
    code: 'not_found',
    exitCode: exitCodes.not_found,
  })
}

function blaming(input: string) {
  return (error: unknown): never => {
    if (!(error instanceof Failure)) throw error
    throw new Failure(`The input ${input} cannot be used. ${error.message}`, error.facts, error)
  }
}
