import { hexOf, uuidOf } from '../tracking/ids'
import { fileNameProblem } from '../uri'

/** Where files of MLflow clients lie, and which of them are meant: `path` is '' for all of them. */
export type ArtifactPlace =
  /** `<experiment>/<run>/artifacts/…`: the files of a run. */
  | { kind: 'run'; experiment: number; id: string; path: string }
  /** `<experiment>/models/m-<id>/artifacts/…`: those of a logged model. */
  | { kind: 'logged_model'; experiment: number; id: string; path: string }
  /** `versions/<model>/<number>/…`: those of a version, which stay as they are. */
  | { kind: 'version'; modelId: string; number: number; path: string }

type Unplaced = {
  [K in ArtifactPlace['kind']]: Omit<ArtifactPlace & { kind: K }, 'path'>
}[ArtifactPlace['kind']]

export type ParsedArtifact = { ok: true; place: ArtifactPlace } | { ok: false; reason: string }

const scheme = 'mlflow-artifacts:'

/** Reads a path below the artifact root, as it is after HTTP decoded it. Pure and total. */
export function parseArtifactPath(path: string): ParsedArtifact {
  const problem = pathProblem(path)
  if (problem) return wrong(problem)
  const place = placeOf(path.split('/'))
  if (!place)
    return wrong(
      'Files lie below <experiment>/<run>/artifacts, <experiment>/models/<model>/artifacts or versions/<model>/<version>. Use the artifact URI that the hub gave.',
    )
  const named = place.path === '' ? null : fileNameProblem(place.path)
  return named ? wrong(`Invalid path: ${named}`) : { ok: true, place }
}

/**
 * Reads an `mlflow-artifacts:` URI, in which names may be percent-encoded once. Null for a URI of another
 * scheme or of a host that it names: that is no place of ours.
 */
export function parseArtifactUri(uri: string): ParsedArtifact | null {
  if (!uri.toLowerCase().startsWith(scheme)) return null
  const rest = uri.slice(scheme.length)
  if (/^\/\/[^/]/.test(rest)) return null
  if (!rest.startsWith('/')) return wrong(`Write ${scheme}/ and the path.`)
  return parseArtifactPath(decodedOnce(rest.replace(/^\/(\/\/)?/, '')))
}

/** The URI of a path below the artifact root, as clients are told it. */
export const artifactUri = (path: string) => `${scheme}/${path}`

/** That of a place whose files lie below it. */
export const rootUri = (place: Unplaced) => artifactUri(rootOf(place))

/** Why a path leads nowhere, or somewhere else than it says; null when it does not. Pure. */
export function pathProblem(path: string): string | null {
  if (path.length > 2048) return 'Invalid path: it has more than 2048 characters.'
  if (!path.isWellFormed()) return 'Invalid path: it is no well-formed Unicode.'
  const forms = decodedForms(path)
  if (!forms) return 'Invalid path: it is encoded over and over.'
  if (forms.some((form) => form.includes('\0'))) return 'Invalid path: it holds a NUL character.'
  if (forms.some(leadsUp)) return 'Invalid path: it leads upwards. Leave out every .. part.'
  if (path.split('/').some((part) => part === '' || part === '.'))
    return 'Invalid path: it has an empty part or a dot for one. Write it without.'
  return null
}

function placeOf(parts: string[]): ArtifactPlace | null {
  const [first = '', second = '', third = '', fourth = ''] = parts
  if (first === 'versions') {
    const modelId = uuidOf(second)
    const number = wholeOf(third)
    if (!modelId || !number) return null
    return { kind: 'version', modelId, number, path: parts.slice(3).join('/') }
  }
  const experiment = wholeOf(first)
  if (experiment === null) return null
  if (second === 'models') {
    const id = third.startsWith('m-') ? uuidOf(third.slice(2)) : null
    if (!id || fourth !== 'artifacts') return null
    return { kind: 'logged_model', experiment, id, path: parts.slice(4).join('/') }
  }
  const id = uuidOf(second)
  if (!id || third !== 'artifacts') return null
  return { kind: 'run', experiment, id, path: parts.slice(3).join('/') }
}

/** The path below which all files of a place lie. */
export function rootOf(place: Unplaced): string {
  if (place.kind === 'version') return `versions/${hexOf(place.modelId)}/${place.number}`
  const { experiment, id } = place
  return place.kind === 'run'
    ? `${experiment}/${hexOf(id)}/artifacts`
    : `${experiment}/models/m-${hexOf(id)}/artifacts`
}

const wrong = (reason: string): ParsedArtifact => ({ ok: false, reason })

/** A number as we write it; null for any other spelling of one. */
function wholeOf(text: string): number | null {
  return /^(0|[1-9]\d{0,8})$/.test(text) ? Number(text) : null
}

/** Whether a part of a path is `..`. */
export const leadsUp = (path: string) => path.split(/[/\\]/).includes('..')

/** A text and what it is after every decoding that something on its way may do; null when there is no end. */
export function decodedForms(text: string): string[] | null {
  const forms = [text]
  for (let last = text; forms.length < 12; ) {
    const next = decodedSomehow(last)
    if (next === last) return forms
    forms.push(next)
    last = next
  }
  return null
}

const encodedBytes = /(?:%[0-9a-f]{2})+/gi

/** As one decodes who takes bytes that are no UTF-8 along, as Python does. */
function decodedSomehow(text: string): string {
  return text.replace(encodedBytes, (encoded) => {
    const bytes = encoded.slice(1).split('%')
    return new TextDecoder().decode(Uint8Array.from(bytes, (hex) => Number.parseInt(hex, 16)))
  })
}

/** Decodes what is percent-encoded in a text; a percent sign that encodes nothing stays. */
function decodedOnce(text: string): string {
  return text.replace(encodedBytes, (encoded) => {
    try {
      return decodeURIComponent(encoded)
    } catch {
      return encoded
    }
  })
}
