import { mkdir, realpath } from 'node:fs/promises'
import { dirname, join, posix, resolve, sep } from 'node:path'
import { fileNameProblem, parseUri } from '@/lib/uri'
import type { FileView, Warning } from '@/lib/view'
import { download, isAlready } from '../blobs'
import { eachOf } from '../each'
import { failed, invalid, notFound } from '../failure'
import { bytes, count, result, tell } from '../output'
import { startProgress } from '../progress'
import { resolveUri } from '../refs'
import { connect, readWords, type Verb } from '../verb'

/** What resolving answers, for a version of a model and for one of a dataset. */
interface Found {
  uri: string
  digest: string
  state?: string
  warnings: Warning[]
  files: FileView[]
}

export const pull: Verb = {
  name: 'pull',
  summary: 'Download a version, a file of it, or a dataset version',
  help: `hub pull URI [DIR] [--project P] [--json]

  hub pull model://penguins/latest models/
  hub pull model://penguins/v3/model.json
  hub pull 'model://penguins/latest?at=2026-03-03T12:00:00Z' models/     what it meant then
  hub pull dataset://penguins/v1 data/
  hub pull 'dataset://penguins/latest/**/*.csv' data/
  hub pull datum://best-model --project penguins

A file of a run is named by its id, or by an alias of the project. DIR is the current folder unless given. Every file is checked against its SHA-256 and appears whole or
not at all. What is there already is not fetched again; a file of the same name with other content is
replaced.`,

  async run(words, surroundings) {
    const { values, positionals } = readWords(words, { project: { type: 'string' } }, 2)
    const { terminal, cwd, interruption } = surroundings
    const [uri, folder = '.'] = positionals
    const only = readSource(uri)
    const client = await connect(surroundings)
    const found = await resolveUri<Found>(client, uri ?? '', values.project)
    for (const { message } of found.warnings) tell(terminal, `Warning: ${message}`)
    const gone = found.warnings.find(({ code }) => code === 'gone')
    if (gone) throw notFound(`${found.uri}: ${gone.message}`)
    const files = only === null ? found.files : found.files.filter(({ name }) => name === only)
    if (only !== null && files.length === 0)
      throw notFound(`${found.uri} has no file ${only}. hub versions ${found.uri} lists them.`)
    const root = resolve(cwd, folder)
    await mkdir(root, { recursive: true })
    const total = files.reduce((sum, { size }) => sum + size, 0)
    const progress = startProgress(terminal, found.uri.replace(/@.*/, ''), total)
    const transfer = { progress, signal: interruption.stop, patience }
    const pulled = await eachOf(files, async (file) => {
      const name = only === null ? file.name : posix.basename(file.name)
      const path = await placeIn(root, name)
      const skipped = await isAlready(path, file)
      if (skipped) progress.add(file.size)
      else await download(client, file, path, transfer)
      return { name: file.name, path, size: file.size, sha256: file.sha256, skipped }
    }).finally(() => progress.end())
    const there = pulled.filter(({ skipped }) => skipped).length
    const { digest, state } = found
    result(terminal, { uri: found.uri, digest, state, directory: root, files: pulled }, () =>
      pulled.map(({ path }) => path),
    )
    const kept = there ? `, ${there} of them there already` : ''
    if (!terminal.json)
      tell(terminal, `${found.uri}: ${count(pulled.length, 'file')}, ${bytes(total)}${kept}.`)
    return undefined
  },
}

const patience = 30

/** The one file that a URI names, or null for all. */
function readSource(uri: string | undefined): string | null {
  if (!uri) throw invalid('Say what to pull: hub pull model://penguins/latest.')
  const parsed = parseUri(uri)
  if (!parsed.ok) throw invalid(parsed.message)
  const { kind } = parsed.uri
  if (kind === 'model' && parsed.uri.version) return parsed.uri.file
  if (kind === 'dataset' && parsed.uri.version) return null
  if (kind === 'datum') return null
  throw invalid(`${uri} cannot be pulled. Use model://name/version or dataset://name/version.`)
}

/**
 * Where a file goes below a folder. Its parent is made.
 * @throws Failure when that would be outside of the folder
 */
export async function placeIn(root: string, name: string): Promise<string> {
  const problem = fileNameProblem(name)
  if (problem) throw failed(`The file ${JSON.stringify(name)} is refused. ${problem}`)
  const path = join(root, ...name.split('/'))
  await mkdir(dirname(path), { recursive: true })
  // A link on the way may lead out, even where the name does not.
  const [parent, base] = await Promise.all([realpath(dirname(path)), realpath(root)])
  if (parent !== base && !parent.startsWith(base.endsWith(sep) ? base : base + sep))
    throw failed(
      `The file ${name} is refused: it would be written to ${parent}, outside of ${root}.`,
    )
  return path
}
