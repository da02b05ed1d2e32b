import { hostname } from 'node:os'
import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { withoutSecrets } from '@/lib/resolve/secrets'
import { parseUri } from '@/lib/uri'
import { isPattern } from './glob'

/** Where the URI of an input leads. */
export type Address =
  | { kind: 'hub' }
  | { kind: 'web'; url: string }
  /** An absolute path, with forward slashes; `*` in it makes it a pattern where `glob` says so. */
  | { kind: 'local'; path: string; glob: boolean }
  | { kind: 'wrong'; message: string }

/**
 * Reads the URI of an input, which may be a path.
 * @param repository the folder that relative paths start in
 */
export function readAddress(uri: string, repository: string): Address {
  const [, scheme] = /^([a-z][a-z0-9+.-]*):\/\//i.exec(uri) ?? []
  if (/^(model|dataset|datum|run)$/.test(scheme ?? '')) return hubAddress(uri)
  if (/^https?$/i.test(scheme ?? '')) return webAddress(uri)
  if (/^file:/i.test(uri)) return fileAddress(uri, repository)
  if (scheme)
    return wrong(
      `${withoutSecrets(uri)} lies where this machine fetches nothing from. Download it first and name the file, or give its https:// address.`,
    )
  return local(resolve(repository, uri), isPattern(uri))
}

/** The URI that is recorded for a local file: it says on which machine. */
export function fileUri(path: string): string {
  const { pathname } = pathToFileURL(path)
  return `file://${hostname()}${pathname.replaceAll('*', '%2A')}`
}

/** The path of a file as it may be kept: relative to the code, or from the root without its slash. */
export function fullName(path: string, repository: string): string {
  const inside = relative(repository, path)
  const isInside = inside !== '' && !inside.startsWith(`..${sep}`) && !isAbsolute(inside)
  return (isInside ? inside : path).replaceAll(sep, '/').replace(/^([A-Za-z]:)?\/+/, '')
}

function hubAddress(uri: string): Address {
  // Which files of a dataset version a pattern means, the hub knows.
  if (uri.startsWith('dataset://') && isPattern(uri)) return { kind: 'hub' }
  const parsed = parseUri(uri)
  if (!parsed.ok) return wrong(parsed.message)
  const isReadable = parsed.uri.kind === 'datum' || ('version' in parsed.uri && parsed.uri.version)
  return isReadable
    ? { kind: 'hub' }
    : wrong(`${uri} names nothing that can be read; say which version.`)
}

function webAddress(uri: string): Address {
  return URL.canParse(uri)
    ? { kind: 'web', url: uri }
    : wrong(`${withoutSecrets(uri)} is not an address.`)
}

function fileAddress(uri: string, repository: string): Address {
  const bare = /^file:(?!\/)(.*)$/is.exec(uri)?.[1]
  if (bare !== undefined) return local(join(repository, bare), isPattern(bare))
  if (!URL.canParse(uri)) return wrong(`${uri} is not an address of a file.`)
  const url = new URL(uri)
  const isHere = ['', 'localhost', hostname().toLowerCase()].includes(url.hostname)
  if (!isHere)
    return wrong(`${uri} lies on the machine ${url.hostname}. Bring it here, and name the path.`)
  url.hostname = ''
  const glob = isPattern(url.pathname)
  try {
    return local(fileURLToPath(url), glob)
  } catch {
    return wrong(`${uri} is not an address of a file.`)
  }
}

function local(path: string, glob: boolean): Address {
  return { kind: 'local', path: path.replaceAll(sep, '/'), glob }
}

function wrong(message: string): Address {
  return { kind: 'wrong', message }
}
