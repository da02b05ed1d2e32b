import { type DatasetUri, type DatumUri, type ModelUri, parseUri, type VersionName } from '../uri'
import { withoutSecrets } from './secrets'

/** What the input of a run may name. An external address is recorded, never fetched by the hub. */
export type Reference =
  | (ModelUri & { version: VersionName })
  | (DatasetUri & { version: string })
  | DatumUri
  | { kind: 'external'; address: string }

export type Read = { ok: true; reference: Reference } | { ok: false; message: string }

/** Reads a URI as something that exists and has files, or says in a sentence why it is none. Pure. */
export function readReference(text: string): Read {
  if (!text.isWellFormed() || /\p{Cc}/u.test(text))
    return no('A URI holds no control character and no half of one.')
  const scheme = /^([a-z][a-z0-9+.-]*):\/\/./i.exec(text)?.[1]
  if (!scheme) return no('Start it with model://, dataset://, datum:// or a scheme such as s3://.')
  if (!['model', 'dataset', 'datum', 'run'].includes(scheme))
    return { ok: true, reference: { kind: 'external', address: withoutSecrets(text) } }
  const parsed = parseUri(text)
  if (!parsed.ok) return no(parsed.message)
  const { uri } = parsed
  if (uri.kind === 'run') return no('A run is no file. Name a file of it: datum://<id>.')
  if (uri.kind === 'datum') return { ok: true, reference: uri }
  if (uri.kind === 'dataset') {
    const { version } = uri
    return version === null ? no(writeOnly(text)) : { ok: true, reference: { ...uri, version } }
  }
  const { version } = uri
  return version === null ? no(writeOnly(text)) : { ok: true, reference: { ...uri, version } }
}

const no = (message: string): Read => ({ ok: false, message })

const writeOnly = (text: string) =>
  `${text} means "make a new version". Name one to read: ${text}latest.`
