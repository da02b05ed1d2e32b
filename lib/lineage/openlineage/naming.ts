import { createHash } from 'node:crypto'
import { withoutSecrets } from '../../resolve/secrets'
import { type DatasetUri, formatUri, type ModelUri, parseUri } from '../../uri'
import type { OutsideData } from '../external'
import { storableText } from './redact'

/** How an event names data: a data source, what there, and the label of its version where it has one. */
export interface DataName {
  namespace: string
  name: string
  version: string
}

/** Something of ours that an event names. */
export type OwnName =
  | { kind: 'model'; uri: ModelUri & { version: NonNullable<ModelUri['version']> } }
  | { kind: 'dataset'; uri: DatasetUri & { version: string } }
  | { kind: 'datum'; id: string }

/**
 * The address of data by its two names: `s3://lake` + `a.csv` is `s3://lake/a.csv`, `file` + `/a.csv` is
 * `file:///a.csv`. Each version that is named is a thing of its own.
 */
export function addressOf(said: DataName): OutsideData {
  const namespace = bounded(withoutSecrets(sameStore(said.namespace)))
  const name = bounded(withoutSecrets(sameStore(said.name)))
  const version = bounded(said.version)
  const label = version && `#version=${encodeURIComponent(version)}`
  return { uri: `${joined(namespace, name)}${label}`, namespace, name, version }
}

function joined(namespace: string, name: string): string {
  // Some producers repeat the data source in the name.
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(name)) return name
  const path = name.replace(/^\/+/, '')
  if (namespace === 'file' || namespace === 'file:') return `file:///${path}`
  return `${namespace.replace(/(?<!:\/|:)\/+$/, '')}${namespace.endsWith('://') ? '' : '/'}${path}`
}

/** Hadoop's names of S3 are S3. */
const sameStore = (text: string) => storableText(text).replace(/^s3[an]:\/\//i, 's3://')

const longest = 2000

/** A text of a length that can be shown and indexed; a longer one keeps its beginning and is told apart. */
export function bounded(text: string, most = longest): string {
  const kept = storableText(text)
  if (kept.length <= most) return kept
  const digest = createHash('sha256').update(kept).digest('hex')
  return `${storableText(kept.slice(0, most - 65))}…${digest}`
}

/**
 * What of ours an event names, null for what lies outside. `model://` and `dataset://` may carry any host
 * as the namespace, with the name beside it, or stand whole in either field.
 */
export function ownName(said: DataName, organization: string): OwnName | null {
  for (const text of spellings(said)) {
    const parsed = parseUri(text)
    if (!parsed.ok) continue
    const { uri } = parsed
    if (uri.kind === 'datum') return { kind: 'datum', id: uri.ref }
    if (uri.kind === 'run' || uri.version === null) continue
    if (uri.organization !== null && uri.organization !== organization) continue
    const here = { ...uri, organization: null }
    if (here.kind === 'model') {
      const { version } = here
      if (version && here.at === null) return { kind: 'model', uri: { ...here, version } }
    } else if (here.version !== null) {
      const { version } = here
      return { kind: 'dataset', uri: { ...here, version } }
    }
  }
  return null
}

/**
 * Whether something of ours that is not there may yet be registered and mean just this: a version by its
 * number, or a version of a dataset by its name. An alias means something else another day.
 */
export function mayCome(own: OwnName): boolean {
  if (own.kind === 'datum') return false
  if (own.kind === 'dataset') return own.uri.files === null
  return own.uri.version.kind === 'number' && own.uri.file === null
}

/**
 * The address under which data is kept that is not here: a version of ours that may yet come under its own
 * URI, however it was spelled, so that it is found then.
 */
export function keptAddress(said: DataName, organization: string): OutsideData {
  const own = ownName(said, organization)
  if (!own || own.kind === 'datum' || !mayCome(own)) return addressOf(said)
  const uri = formatUri(own.uri)
  const name = own.kind === 'model' ? own.uri.model : own.uri.dataset
  const namespace = `${own.kind}://`
  return { uri, namespace, name, version: uri.slice(`${namespace}${name}/`.length) }
}

/** Whether an event means something of ours, whether or not it says enough to be it. */
export const meansOurs = ({ namespace, name }: DataName): boolean =>
  [namespace, name].some((text) => /^(model|dataset|datum):\/\//.test(text))

/** The URIs that a name may spell, likeliest first. */
function spellings({ namespace, name, version }: DataName): string[] {
  const whole = [name, namespace].find((text) => /^(model|dataset|datum):\/\//.test(text))
  if (!whole) return []
  const scheme = whole.slice(0, whole.indexOf('://') + 3)
  const path = name.replace(/^\/+/, '')
  const labelled = version
    ? `/${scheme === 'dataset://' ? encodeURIComponent(version) : version}`
    : ''
  // In the name: `model://penguins/v5`, or without the version beside a facet that has it.
  if (whole === name) return labelled ? [`${name.replace(/\/+$/, '')}${labelled}`, name] : [name]
  const host = namespace.slice(scheme.length).replace(/\/+$/, '')
  if (scheme === 'datum://') return [`${scheme}${path || host}`]
  return [
    // Any host before the name: `model://hub.example:3000` and `penguins`, or `penguins/v5`.
    ...(labelled ? [`${scheme}${path}${labelled}`] : []),
    ...(path.includes('/') ? [`${scheme}${path}`] : []),
    // No host: `model://penguins` and `v5`, or all of it in the namespace.
    ...(labelled ? [] : [`${scheme}${host}${path && `/${path}`}`]),
  ]
}
