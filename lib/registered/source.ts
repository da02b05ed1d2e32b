import { decodedForms, leadsUp, parseArtifactUri } from '../artifacts/path'
import { fileNameProblem } from '../uri'

/** What a client says that a version is made of. */
export type Source =
  /** The files of a run, at or below a path. */
  | { kind: 'run'; run: string; path: string }
  /** Those of a logged model, `m-…`. */
  | { kind: 'logged_model'; model: string; path: string }
  /** Another version, by the name of its model or by the id of it. */
  | { kind: 'version'; name: string | null; modelId: string | null; number: number }
  /** Elsewhere: the hub knows no more than the address. */
  | { kind: 'external' }

export type ParsedSource = { ok: true; source: Source } | { ok: false; reason: string }

const maxSource = 4096

/** Reads the source of a version. Pure and total; paths that lead upwards or to this machine are refused. */
export function parseSource(text: string): ParsedSource {
  if (text.length > maxSource) return wrong(text, `It has more than ${maxSource} characters.`)
  if (leadsUpwards(text))
    return wrong(
      text,
      'If supplying a source as an http, https, local file path, ftp, objectstore, or mlflow-artifacts uri, an absolute path must be provided without relative path references present. Please provide an absolute path.',
    )
  const [, scheme = '', rest = ''] = /^([a-z][a-z0-9+.-]+):(.*)$/is.exec(text) ?? []
  switch (scheme.toLowerCase()) {
    case '':
    case 'file':
      return wrong(
        text,
        'The hub reads no path of this machine or yours. Log the model to a run, and register it from there.',
      )
    case 'runs':
      return runSource(text, rest)
    case 'models':
      return modelsSource(text, rest)
    case 'mlflow-artifacts':
      return artifactSource(text)
    default:
      return { ok: true, source: { kind: 'external' } }
  }
}

/** `runs:/<run>/<path>` */
function runSource(text: string, rest: string): ParsedSource {
  const [run, path = ''] = /^\/+([^/]+)(?:\/(.*))?$/.exec(rest)?.slice(1) ?? []
  const below = path.replace(/\/+$/, '')
  if (!run || rest.startsWith('//')) return wrong(text, 'Write runs:/<run id>/<path>.')
  const problem = below === '' ? null : fileNameProblem(below)
  return problem ? wrong(text, problem) : { ok: true, source: { kind: 'run', run, path: below } }
}

/** `models:/m-<id>` or `models:/<name>/<number>` */
function modelsSource(text: string, rest: string): ParsedSource {
  const [, name, number] = /^\/([^/]+)(?:\/(\d{1,9}))?\/?$/.exec(rest) ?? []
  if (name && number === undefined && name.startsWith('m-'))
    return { ok: true, source: { kind: 'logged_model', model: name, path: '' } }
  const version = number ? Number(number) : 0
  if (!name || version < 1)
    return wrong(text, 'Write models:/m-<id> of a logged model, or models:/<name>/<version>.')
  return { ok: true, source: { kind: 'version', name, modelId: null, number: version } }
}

function artifactSource(text: string): ParsedSource {
  const parsed = parseArtifactUri(text)
  if (!parsed) return wrong(text, 'Use the artifact URI that the hub gave, without a host.')
  if (!parsed.ok) return wrong(text, parsed.reason)
  const { place } = parsed
  if (place.kind === 'version') {
    const { modelId, number } = place
    if (place.path !== '') return wrong(text, 'A version is copied whole.')
    return { ok: true, source: { kind: 'version', name: null, modelId, number } }
  }
  const id = place.id.replaceAll('-', '')
  const { path } = place
  if (place.kind === 'run') return { ok: true, source: { kind: 'run', run: id, path } }
  return { ok: true, source: { kind: 'logged_model', model: `m-${id}`, path } }
}

/** Whether a part of it is `..`, or it holds a NUL, however often it is encoded. */
function leadsUpwards(text: string): boolean {
  const forms = decodedForms(text)
  return !forms || forms.some((form) => form.includes('\0') || leadsUp(form))
}

const wrong = (text: string, why: string): ParsedSource => ({
  ok: false,
  reason: `Invalid model version source: '${text.slice(0, 500)}'. ${why}`,
})
