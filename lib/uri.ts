/**
 * The grammar of our URIs, for the server, the browser and the CLI. Pure and total: parsing answers a
 * sentence instead of throwing. `design.md` calls the forms; short forms mean the caller's organization.
 */
import { hasTooManyStars, mostStars } from './glob'

export type VersionName =
  | { kind: 'number'; number: number }
  | { kind: 'latest' }
  | { kind: 'newest' }
  | { kind: 'alias'; name: string }

export interface ModelUri {
  kind: 'model'
  organization: string | null
  model: string
  /** Null with the trailing slash: "make a new version". */
  version: VersionName | null
  /** SHA-256 (hex) that the manifest must have. */
  digest: string | null
  file: string | null
  /** An instant with offset or Z, or a date, which means 00:00Z: "as it stood then". */
  at: string | null
}

export interface DatasetUri {
  kind: 'dataset'
  organization: string | null
  dataset: string
  /** A version's name, an alias or `latest`; null with the trailing slash. */
  version: string | null
  /** Which of its files, as a glob with at least one `*`; null for all. Has no form with an organization. */
  files: string | null
}

export interface DatumUri {
  kind: 'datum'
  ref: string
}

export interface RunUri {
  kind: 'run'
  organization: string | null
  project: string
  number: number
}

export type Uri = ModelUri | DatasetUri | DatumUri | RunUri
export type Parsed<T> = { ok: true; uri: T } | { ok: false; message: string }

const slugPattern = /^[a-z0-9][a-z0-9._-]{0,95}$/
const datumPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/
const digestPattern = /^sha256:([0-9a-f]{64})$/
const instantPattern = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?$/
const maxNumber = 2 ** 31 - 1

/** Names that can be no model and no alias, since a URI gives them a meaning. */
const reservedNames = ['latest', 'newest', 'approved', 'main'] as const

/** Organization slugs that are paths of the hub itself. */
export const reservedOrganizations = [
  'api',
  'auth',
  'sign-in',
  'mlflow',
  'hf',
  'ofrep',
  'cli',
  'docs',
  'healthz',
  'readyz',
  'metrics',
  'lineage',
  'me',
  'openapi.json',
  '_next',
  'favicon.ico',
  'favicon.svg',
  'robots.txt',
] as const

/** Why a text cannot be a slug, or null when it can. */
export function slugProblem(text: string): string | null {
  if (!slugPattern.test(text))
    return 'Use 1 to 96 lower-case letters, digits, dots, underscores or dashes, starting with a letter or digit.'
  if (text.includes('--') || text.includes('..')) return 'Do not repeat a dash or a dot.'
  if (/[.-]$/.test(text)) return 'Do not end in a dot or a dash.'
  if (text.endsWith('.git')) return 'Do not end in .git.'
  return null
}

/** Like `slugProblem`, for models: also refuses names with a meaning of their own. */
export function nameProblem(text: string): string | null {
  return isReserved(text) ? reserved(text) : slugProblem(text)
}

/**
 * Why a text cannot be an alias of a model, or null when it can: a slug, or what MLflow clients call one, which
 * may be in capitals and longer. Names with a meaning of their own are refused in whatever case.
 */
export function aliasProblem(text: string): string | null {
  if (isReserved(text.toLowerCase())) return reserved(text)
  if (slugProblem(text) === null) return null
  if (/^[\w-]{1,255}$/.test(text)) return null
  return 'Use 1 to 255 letters, digits, underscores or dashes; a slug may hold dots, too.'
}

function isReserved(text: string): boolean {
  return (reservedNames as readonly string[]).includes(text) || /^v?\d+$/.test(text)
}

const reserved = (text: string) => `${text} is reserved: it already means a version.`

// After the id of a repository, which may be that of an organization and a model.
const huggingfacePaths = ['refs', 'auth-check', 'revision', 'tree', 'resolve']

/**
 * Like `nameProblem`, for a model that is about to get this name: also refuses what stands for something else in
 * an address below `/models`, or where clients of Hugging Face look. Those that have the name already keep it and are found by it everywhere but at that address.
 */
export function modelSlugProblem(text: string): string | null {
  if (text === 'new') return 'new is reserved: the page that makes a model stands there.'
  if (text === 'facets') return 'facets is reserved: what lists of models hold is counted there.'
  if (huggingfacePaths.includes(text))
    return `${text} is reserved: clients of Hugging Face ask for something else there.`
  return nameProblem(text)
}

/** A slug made from free text; empty when nothing of it can be kept. */
export function slugFrom(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[^a-z0-9._]+/g, '-')
    .replace(/\.{2,}/g, '.')
    .replace(/^[^a-z0-9]+/, '')
    .slice(0, 96)
    .replace(/(\.git)+$/, '')
    .replace(/[.-]+$/, '')
}

/** Parses any of our URIs. */
export function parseUri(text: string): Parsed<Uri> {
  const scheme = /^(model|dataset|datum|run):\/\//.exec(text)?.[1]
  if (scheme === 'model') return parseModelUri(text)
  if (scheme === 'dataset') return parseDatasetUri(text)
  if (scheme === 'datum') return parseDatumUri(text)
  if (scheme === 'run') return parseRunUri(text)
  return wrong(text, 'Start it with model://, dataset://, datum:// or run://.')
}

/** `model://[organization/]name/version[@sha256:…][/file]`, or `model://[organization/]name/` to write. */
export function parseModelUri(text: string): Parsed<ModelUri> {
  const rest = after('model://', text)
  if (rest === null) return wrong(text, 'Start it with model://.')
  const [path = '', query, extra] = rest.split('?')
  if (extra !== undefined) return wrong(text, 'It has more than one question mark.')
  const at = query === undefined ? null : instantOf(query)
  if (query !== undefined && !at)
    return wrong(
      text,
      'After ? only at=<time with its offset or Z, or a date> is known: at=2026-03-03T12:00:00Z.',
    )
  if (path.endsWith('/')) return writeUri(text, path.slice(0, -1).split('/'), at)

  const segments = path.split('/')
  const [first = '', second] = segments
  if (second === undefined)
    return wrong(text, `Say which version: model://${first}/latest, or model://${first}/v1.`)
  const short = isVersionWord(second) || segments.length === 2
  const [organization, model, name = ''] = short
    ? [null, first, second]
    : [first, second, segments[2]]
  const split = splitDigest(name)
  if (!split) return wrong(text, 'A digest is written @sha256: and 64 hexadecimal digits.')
  const version = versionName(split.name)
  if (!version) return wrong(text, `${split.name || 'Nothing'} is no version or alias.`)
  const problem = slugsProblem([organization, model])
  if (problem) return wrong(text, problem)
  const file = fileOf(segments.slice(short ? 2 : 3))
  if (file === false) return wrong(text, 'The file name in it is not valid.')
  return done({ kind: 'model', organization, model, version, digest: split.digest, file, at })
}

/**
 * `dataset://[organization/]name/version`, or with a trailing slash to write. A `*` past the version chooses
 * among its files, `dataset://name/version/images/*.png`: that has no form with an organization.
 */
export function parseDatasetUri(text: string): Parsed<DatasetUri> {
  const rest = after('dataset://', text)
  if (rest === null) return wrong(text, 'Start it with dataset://.')
  const parts = rest.split('/')
  if (parts.slice(2).some((part) => part.includes('*'))) return patternUri(text, parts)
  const segments = parts.map(decode)
  const write = segments.length > 1 && segments.at(-1) === ''
  const names = write ? segments.slice(0, -1) : segments
  if (segments.includes(null)) return wrong(text, 'A percent sign in it is not followed by a code.')
  const [organization, dataset, version] = write
    ? [names.length === 2 ? names[0] : null, names.at(-1), null]
    : [names.length === 3 ? names[0] : null, names.at(-2), names.at(-1)]
  if (names.length > (write ? 2 : 3) || !dataset || version === undefined || version === '')
    return wrong(text, 'Write dataset://name/version.')
  const problem = slugsProblem([organization ?? null, dataset])
  if (problem) return wrong(text, problem)
  if (version && versionNameProblem(version)) return wrong(text, versionNameProblem(version) ?? '')
  const owner = organization ?? null
  return done({ kind: 'dataset', organization: owner, dataset, version, files: null })
}

function patternUri(text: string, parts: string[]): Parsed<DatasetUri> {
  const [dataset, version, ...glob] = parts.map(decode)
  if (typeof dataset !== 'string' || typeof version !== 'string' || glob.includes(null))
    return wrong(text, 'A percent sign in it is not followed by a code.')
  const problem = slugsProblem([dataset]) ?? versionNameProblem(version)
  if (problem) return wrong(text, problem)
  if (parts[1]?.includes('*'))
    return wrong(text, 'Name one version before the pattern: dataset://name/v1/*.csv.')
  const files = glob.some((part) => part?.includes('/')) ? '' : glob.join('/')
  if (fileNameProblem(files) !== null) return wrong(text, 'The pattern in it fits no file name.')
  if (hasTooManyStars(files)) return wrong(text, `A pattern has at most ${mostStars} stars.`)
  return done({ kind: 'dataset', organization: null, dataset, version, files })
}

/** Why a text cannot name a dataset version, or null when it can. */
export function versionNameProblem(text: string): string | null {
  if (text.length < 1 || text.length > 200) return 'A version name has 1 to 200 characters.'
  if (text.includes('/') || hasControl(text))
    return 'A version name holds no slash or control character.'
  if (text === '.' || text === '..' || text !== text.trim())
    return 'A version name does not start or end with a space and is not a dot.'
  return null
}

/** Why a text cannot be an alias of a dataset, or null when it can. */
export function datasetAliasProblem(text: string): string | null {
  if (text === 'latest' || text === 'newest' || /^v?\d+$/.test(text))
    return `${text} is reserved: it already means a version.`
  return versionNameProblem(text)
}

/** Why a text cannot be an alias of a file, or null when it can. */
export function datumAliasProblem(text: string): string | null {
  if (!datumPattern.test(text))
    return 'Use 1 to 128 letters, digits, dots, underscores or dashes, starting with a letter or digit.'
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return 'That is an id of a file.'
  return null
}

function parseDatumUri(text: string): Parsed<DatumUri> {
  const ref = after('datum://', text) ?? ''
  return datumPattern.test(ref)
    ? done({ kind: 'datum', ref })
    : wrong(text, 'Write datum://<id> or datum://<alias>.')
}

/** `run://[organization/]project/number`. */
export function parseRunUri(text: string): Parsed<RunUri> {
  const segments = (after('run://', text) ?? '').split('/')
  const number = positive(segments.at(-1) ?? '')
  const project = segments.at(-2)
  const organization = segments.length === 3 ? (segments[0] ?? null) : null
  if (segments.length < 2 || segments.length > 3 || !project || !number)
    return wrong(text, 'Write run://project/number.')
  const problem = slugsProblem([organization, project])
  if (problem) return wrong(text, problem)
  return done({ kind: 'run', organization, project, number })
}

/** The canonical text of a URI; parsing it gives the same URI back. */
export function formatUri(uri: Uri): string {
  const prefix = 'organization' in uri && uri.organization ? `${uri.organization}/` : ''
  if (uri.kind === 'datum') return `datum://${uri.ref}`
  if (uri.kind === 'run') return `run://${prefix}${uri.project}/${uri.number}`
  if (uri.kind === 'dataset') {
    // A bare star would be a pattern.
    const name = uri.version === null ? '' : encode(uri.version).replaceAll('*', '%2A')
    return `dataset://${prefix}${uri.dataset}/${name}${uri.files === null ? '' : `/${encodePath(uri.files)}`}`
  }
  const version = uri.version ? formatVersion(uri.version) : ''
  const digest = uri.digest ? `@sha256:${uri.digest}` : ''
  const file = uri.file ? `/${encodePath(uri.file)}` : ''
  const at = uri.at ? `?at=${encode(uri.at).replaceAll('%3A', ':')}` : ''
  return `model://${prefix}${uri.model}/${version}${digest}${file}${at}`
}

/** The URI of a version, as events and answers name it: of the organization at hand, not pinned. */
export const versionUri = (model: string, number: number) => `model://${model}/v${number}`

/** The URI of an alias of a model of the organization at hand. */
export const aliasUri = (model: string, alias: string) => `model://${model}/${alias}`

/** The URI of a run of the organization at hand. */
export const runUri = (project: string, number: number) => `run://${project}/${number}`

/** The URI of a file that keeps its meaning. */
export const datumUri = (id: string) => `datum://${id}`

/** `v3`, `latest`, `newest` or the alias. */
export function formatVersion(version: VersionName): string {
  if (version.kind === 'number') return `v${version.number}`
  return version.kind === 'alias' ? version.name : version.kind
}

/** Reads `v3`, `3`, `latest`, `newest` or an alias; null when it is none of them. */
export function versionName(text: string): VersionName | null {
  if (text === 'latest' || text === 'newest') return { kind: text }
  const number = positive(text.replace(/^v/, ''))
  if (number) return { kind: 'number', number }
  return aliasProblem(text) === null ? { kind: 'alias', name: text } : null
}

/**
 * Why a text cannot be the name of a file in a version, or null when it can. Names are relative paths
 * with forward slashes that mean the same on every system.
 */
export function fileNameProblem(name: string): string | null {
  if (name.length === 0 || name.length > 1024) return 'A file name has 1 to 1024 characters.'
  if (!name.isWellFormed()) return 'A file name is well-formed Unicode.'
  if (hasControl(name)) return 'A file name holds no NUL or control character.'
  if (name.startsWith('/') || /^[A-Za-z]:/.test(name)) return 'A file name is relative.'
  if (name.includes('\\')) return 'A file name uses forward slashes.'
  const segments = name.split('/')
  if (segments.some((segment) => segment === '' || segment === '.' || segment === '..'))
    return 'A file name has no empty, . or .. part.'
  if (segments.some((segment) => byteLength(segment) > 255))
    return 'No part of a file name is longer than 255 bytes.'
  return null
}

/**
 * The same for a name that is given anew, which ends no line: names are written into what others read, by rules
 * of their own of where a line ends. What has such a name already keeps it.
 */
export function newFileNameProblem(name: string): string | null {
  const lineEnds = /[\u0080-\u009f\u2028\u2029]/
  return lineEnds.test(name)
    ? 'A file name holds no control character and no line break.'
    : fileNameProblem(name)
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length
}

function writeUri(text: string, segments: string[], at: string | null): Parsed<ModelUri> {
  const model = segments.at(-1) ?? ''
  const organization = segments.length === 2 ? (segments[0] ?? '') : null
  if (segments.length > 2 || at) return wrong(text, 'To make a version, write model://name/.')
  const problem = slugsProblem([organization, model])
  if (problem) return wrong(text, problem)
  return done({ kind: 'model', organization, model, version: null, digest: null, file: null, at })
}

function isVersionWord(segment: string): boolean {
  const name = segment.split('@')[0] ?? ''
  return /^v?[1-9]\d*$/.test(name) || name === 'latest' || name === 'newest'
}

function splitDigest(name: string): { name: string; digest: string | null } | null {
  const [bare = '', digest, extra] = name.split('@')
  if (digest === undefined) return { name: bare, digest: null }
  const hex = digestPattern.exec(digest)?.[1]
  return hex && extra === undefined ? { name: bare, digest: hex } : null
}

function fileOf(segments: string[]): string | null | false {
  if (segments.length === 0) return null
  const parts = segments.map(decode)
  if (parts.some((part) => part === null || part.includes('/'))) return false
  const name = parts.join('/')
  return fileNameProblem(name) === null ? name : false
}

function slugsProblem(slugs: (string | null)[]): string | null {
  for (const slug of slugs) {
    const problem = slug === null ? null : slugProblem(slug)
    if (problem) return `${slug || 'A name in it'} is not a valid name. ${problem}`
  }
  return null
}

function instantOf(query: string): string | null {
  const value = query.startsWith('at=') ? decode(query.slice(3)) : null
  if (value === null || !momentIn(value)) return null
  return value.replace(lostPlus, '+')
}

/** Where a plus was read as a space, which is what it means in a query string. */
const lostPlus = / (?=\d{2}:\d{2}$)/

/** The moment that a text names: a time with an offset or Z, or a date, which means 00:00Z; else null. */
export function momentIn(text: string): Date | null {
  const written = text.replace(lostPlus, '+')
  if (!instantPattern.test(written)) return null
  const [date = ''] = written.split('T')
  const day = Date.parse(`${date}T00:00:00Z`)
  // The calendar of JavaScript goes on where a month ends: 30 February.
  if (Number.isNaN(day) || new Date(day).toISOString().slice(0, 10) !== date) return null
  const moment = new Date(written)
  return Number.isNaN(moment.getTime()) ? null : moment
}

function positive(text: string): number | null {
  if (!/^[1-9]\d{0,9}$/.test(text)) return null
  const number = Number(text)
  return number <= maxNumber ? number : null
}

function hasControl(text: string): boolean {
  return [...text].some((char) => char < ' ' || char === '\u007f')
}

const encode = (text: string) => encodeURIComponent(text)

const encodePath = (path: string) => path.split('/').map(encode).join('/')

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}

function after(prefix: string, text: string): string | null {
  return text.startsWith(prefix) ? text.slice(prefix.length) : null
}

const done = <T>(uri: T): Parsed<T> => ({ ok: true, uri })

const wrong = (text: string, why: string): { ok: false; message: string } => ({
  ok: false,
  message: `${text.length > 200 ? `${text.slice(0, 200)}…` : text} is not a URI we understand. ${why}`,
})
