import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { failed, invalid, unauthenticated } from './failure'

export type Environment = Record<string, string | undefined>

/** What `hub` reads from the environment, as the reference tells it. */
export const variables: Record<string, string> = {
  HUB_URL: 'Address of the hub; goes before what `hub login` saved',
  HUB_TOKEN: 'Token; goes before what `hub login` saved',
  HUB_ORG: "Organization; the token's own when left out",
  HUB_PROJECT: 'Project of `hub run`; the name of the folder when left out',
  XDG_CONFIG_HOME: 'Where `model-hub/config.json` is kept; `~/.config` when left out',
  XDG_CACHE_HOME: 'Where downloaded files are kept, by digest; `~/.cache` when left out',
}

export interface Configuration {
  url: string
  token: string
  /** Slug; null until the hub has said whose token it is. */
  org: string | null
}

/** The file that `hub login` writes. */
export function configurationPath(env: Environment): string {
  const base = env.XDG_CONFIG_HOME || join(homeOf(env), '.config')
  return join(base, 'model-hub', 'config.json')
}

/** The folder where downloaded bytes are kept, by digest. */
export function cachePath(env: Environment): string {
  return join(env.XDG_CACHE_HOME || join(homeOf(env), '.cache'), 'model-hub', 'blobs')
}

/**
 * Where the hub is and who calls: the environment first, then what `hub login` saved.
 * @throws Failure when there is no hub or no token
 */
export function readConfiguration(env: Environment): Configuration {
  const saved = readSaved(configurationPath(env))
  const url = env.HUB_URL ? hubUrl(env.HUB_URL) : saved?.url
  if (!url) throw unauthenticated(signInFirst)
  // A saved token is for the hub that it was saved with, and goes to no other.
  const own = saved?.url === url ? saved : null
  const token = env.HUB_TOKEN ? checkToken(env.HUB_TOKEN) : own?.token
  if (!token)
    throw unauthenticated(`There is no token for ${url}. Run hub login ${url}, or set HUB_TOKEN.`)
  // The same goes for the organization: a token belongs to one.
  const org = env.HUB_ORG || (env.HUB_TOKEN ? null : (own?.org ?? null))
  return { url, token, org }
}

/** The hub that was used last, or null. */
export function savedUrl(env: Environment): string | null {
  return readSaved(configurationPath(env))?.url ?? null
}

/** Saves it for this user only. Answers where. */
export function saveConfiguration(env: Environment, configuration: Configuration): string {
  const path = configurationPath(env)
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const temporary = `${path}.${process.pid}`
  writeFileSync(temporary, `${JSON.stringify(configuration, null, 2)}\n`, { mode: 0o600 })
  chmodSync(temporary, 0o600)
  renameSync(temporary, path)
  return path
}

/**
 * The origin of an address of a hub, so that any page of it will do.
 * @throws Failure when it is none
 */
export function hubUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || !/^https?:$/.test(url.protocol))
    throw invalid(`${text} is not the address of a hub. Write it like http://localhost:3000.`)
  if (url.username || url.password)
    throw invalid('Leave user and password out of the address of the hub; use a token.')
  return url.origin
}

/**
 * A token without the line end that came with it.
 * @throws Failure when it can be none; the text itself is not repeated
 */
export function checkToken(text: string): string {
  const token = text.trim()
  if (!/^[\x21-\x7e]+$/.test(token))
    throw unauthenticated(
      'The token is empty or holds characters that no token has. Copy it again.',
    )
  return token
}

const signInFirst = 'You are not signed in. Run hub login URL, or set HUB_URL and HUB_TOKEN.'

function readSaved(path: string): Configuration | null {
  const text = readIfThere(path)
  if (text === null) return null
  try {
    const { url, token, org } = JSON.parse(text) as Partial<Record<keyof Configuration, unknown>>
    if (typeof url === 'string' && typeof token === 'string')
      return { url, token, org: typeof org === 'string' ? org : null }
  } catch {
    // Said below, for both ways in which the file can be wrong.
  }
  throw failed(`${path} is not what hub login writes. Delete it and run hub login again.`)
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw failed(`${path} cannot be read: ${(error as Error).message}`)
  }
}

function homeOf(env: Environment): string {
  return env.HOME || homedir()
}
