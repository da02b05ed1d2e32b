import { stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import type { Model } from '@/lib/models/view'
import { newFileNameProblem } from '@/lib/uri'
import type { Version } from '@/lib/versions/view'
import { type LocalFile, upload } from '../blobs'
import { apiPath, type Client } from '../client'
import { eachOf } from '../each'
import { hasStatus, invalid, notFound } from '../failure'
import { result, tell } from '../output'
import { startProgress } from '../progress'
import { type ModelRef, readModelUri } from '../refs'
import { gatherFiles } from '../run/outputs'
import { pairs, readValue } from '../run/pairs'
import { connect, readWords, type Verb } from '../verb'

export const push: Verb = {
  name: 'push',
  aliases: ['version register'],
  summary: 'Upload files as a new version of a model',
  help: `hub push FILE… model://name/ [options]

  hub push model.onnx labels.txt model://penguins/ --note "Trained on the spring data"

  --note TEXT          Release note
  --tag TAG            A tag; may be given several times
  --metric key=value   A metric, a number; several times
  --param key=value    A parameter; several times
  --project P          Project that a new model belongs to; several times
  --json

A file is named by its last part; of a folder everything is taken, named relative to it. A model that does
not exist is made when your token may.`,

  async run(words, surroundings) {
    const list = { type: 'string', multiple: true } as const
    const { values, positionals } = readWords(
      words,
      { note: { type: 'string' }, tag: list, metric: list, param: list, project: list },
      Number.POSITIVE_INFINITY,
    )
    const { terminal, cwd, interruption } = surroundings
    const uri = readModelUri(positionals.at(-1))
    if (uri.version)
      throw invalid(`A version never changes. To make a new one, write model://${uri.model}/.`)
    const metrics = pairs(values.metric, '--metric', readMetric)
    const params = pairs(values.param, '--param', readValue)
    const files = await namedFiles(positionals.slice(0, -1).map((path) => resolve(cwd, path)))
    const client = await connect(surroundings)
    const model = { org: uri.organization ?? client.org, model: uri.model }
    if (await ensureModel(client, model, values.project))
      tell(terminal, `Made the model ${uri.model}.`)

    const total = files.reduce((sum, { size }) => sum + size, 0)
    const progress = startProgress(terminal, uri.model, total)
    const transfer = { progress, signal: interruption.stop, patience }
    const uploaded = await eachOf(files, async (file) => ({
      name: file.name,
      sha256: await upload(client, file, transfer),
    })).finally(() => progress.end())
    const path = apiPath(model.org, 'models', model.model, 'versions')
    const { note, tag: tags } = values
    const body = { files: uploaded, metrics, params, ...(tags && { tags }), ...(note && { note }) }
    const version = await client.post<Version>(path, body, { patience })
    result(terminal, version, () => `${version.uri} ${version.state}`)
    return undefined
  },
}

const patience = 30

/** The files to push with the names they get; folders are taken whole. */
export async function namedFiles(paths: string[]): Promise<LocalFile[]> {
  if (paths.length === 0) throw invalid('Say which files: hub push model.onnx model://penguins/.')
  const named = new Map<string, LocalFile>()
  for (const file of (await Promise.all(paths.map(filesAt))).flat()) {
    const other = named.get(file.name)
    if (other) throw invalid(`${other.path} and ${file.path} would both be named ${file.name}.`)
    named.set(file.name, file)
  }
  if (named.size === 0) throw invalid('There is no file in there.')
  return [...named.values()]
}

async function filesAt(path: string): Promise<LocalFile[]> {
  const found = await stat(path).catch(() => null)
  if (!found) throw notFound(`There is no file ${path}.`)
  if (found.isDirectory()) {
    const { files, problems } = await gatherFiles(path)
    if (problems.length) throw invalid(problems.join('\n'))
    return files
  }
  const name = basename(path)
  const problem = found.isFile() ? newFileNameProblem(name) : 'It is not an ordinary file.'
  if (problem) throw invalid(`${path} cannot be pushed. ${problem}`)
  return [{ name, path, size: found.size }]
}

/** Whether the model had to be made. */
async function ensureModel(client: Client, { org, model }: ModelRef, projects?: string[]) {
  try {
    await client.get<Model>(apiPath(org, 'models', model))
    return false
  } catch (error) {
    if (!hasStatus(error, 404)) throw error
  }
  await client.post<Model>(apiPath(org, 'models'), {
    slug: model,
    name: model,
    ...(projects && { projects }),
  })
  return true
}

/** A number; NaN and the infinities as the words that JSON has for them here. */
function readMetric(text: string, option: string): number | string {
  if (['NaN', 'Infinity', '-Infinity'].includes(text)) return text
  const number = text.trim() === '' ? Number.NaN : Number(text)
  if (!Number.isFinite(number)) throw invalid(`${option} is a number, not ${text || 'empty'}.`)
  return number
}
