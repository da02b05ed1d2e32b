import { constants, copyFile, link, mkdir } from 'node:fs/promises'
import { dirname, join, posix, resolve, sep } from 'node:path'
import type { RunInput } from '@/lib/runs/view'
import { fileNameProblem, formatUri, parseUri } from '@/lib/uri'
import type { FileView } from '@/lib/view'
import { download, isAlready, type Transfer } from '../blobs'
import type { Client } from '../client'
import { eachOf } from '../each'
import { failed, invalid } from '../failure'
import { interpolateUri } from './command'
import type { Given, Values } from './parameters'
import type { Step, StepInput } from './step'

/**
 * What a run asks for: each input of the step with the URIs given, or its defaults.
 * @throws Failure naming every input that is unknown, missing or not a URI that can be fetched
 */
export function askedInputs(
  step: Step,
  given: Given<string>,
  values: Values,
): { name: string; uri: string }[] {
  const problems: string[] = []
  const known = step.inputs.map(({ name }) => name)
  for (const name of given.keys())
    if (!known.includes(name))
      problems.push(
        `${step.name} has no input ${name}. ${known.length ? `It has: ${known.join(', ')}.` : 'It has none.'}`,
      )
  const asked = step.inputs.flatMap((input) => {
    const wanted = (given.get(input.name) ?? input.defaults).filter((uri) => uri !== '')
    if (wanted.length === 0 && !input.optional)
      problems.push(`The input ${input.name} needs a URI: -i ${input.name}=….`)
    return wanted.map((uri) => ({ name: input.name, uri: interpolateUri(uri, values) }))
  })
  for (const { name, uri } of asked) {
    const problem = uriProblem(uri)
    if (problem) problems.push(`The input ${name} cannot be used. ${problem}`)
  }
  if (problems.length) throw invalid(problems.join('\n'))
  return asked
}

function uriProblem(uri: string): string | null {
  const [placeholder] = /\{parameter[^{}]*\}/.exec(uri) ?? []
  if (placeholder) return `There is no value for the ${placeholder} in ${uri}.`
  if (!/^(model|dataset|datum|run):\/\//.test(uri))
    return `${uri} is not a model://, dataset:// or datum:// URI.`
  const parsed = parseUri(uri)
  if (!parsed.ok) return parsed.message
  const isReadable = parsed.uri.kind === 'datum' || ('version' in parsed.uri && parsed.uri.version)
  return isReadable ? null : `${uri} names nothing that can be read; say which version.`
}

/** A file of an input, where the command finds it. */
export interface LaidFile {
  name: string
  path: string
  uri: string
  file: FileView
}

/**
 * Where each file of each input goes, without fetching anything.
 * @param folder the inputs folder of the run
 * @throws Failure when two files of an input would have the same name, or one would lie elsewhere
 */
export function placeInputs(
  step: Step,
  inputs: RunInput[],
  folder: string,
): Map<string, LaidFile[]> {
  const placed = new Map(step.inputs.map(({ name }): [string, LaidFile[]] => [name, []]))
  for (const declared of step.inputs) {
    const own = inputs.filter(({ name }) => name === declared.name)
    const external = own.find(({ kind }) => kind === 'external')
    if (external)
      throw failed(`The input ${declared.name} is ${external.uri}, which the hub does not hold.`)
    const files = own.flatMap((input) => input.files.map((file) => ({ input, file })))
    if (declared.filename && files.length > 1)
      throw failed(
        `The input ${declared.name} has a filename, but ${files.length} files. Remove filename or ask for one file.`,
      )
    const names = new Set<string>()
    for (const { input, file } of files) {
      const name = nameOf(declared, file)
      if (names.has(name))
        throw failed(
          `Two files of the input ${declared.name} would both be ${name}. Set keep-directories: full, or ask for one of them.`,
        )
      names.add(name)
      const path = pathIn(join(folder, declared.name), name)
      placed.get(declared.name)?.push({ name, path, uri: uriOf(input, file), file })
    }
  }
  return placed
}

/** Where a file of an input goes. The hub may be anybody's: what it says is not believed. */
function pathIn(folder: string, name: string): string {
  const problem = fileNameProblem(name)
  if (problem) throw failed(`The file ${JSON.stringify(name)} is refused. ${problem}`)
  const path = join(folder, ...name.split('/'))
  if (!resolve(path).startsWith(resolve(folder) + sep))
    throw failed(`The file ${JSON.stringify(name)} is refused: it would not be in ${folder}.`)
  return path
}

function nameOf({ filename, keepDirectories }: StepInput, file: FileView): string {
  if (filename) return filename
  return keepDirectories === 'none' ? posix.basename(file.name) : file.name
}

function uriOf(input: RunInput, file: FileView): string {
  if (input.kind !== 'version') return input.resolved
  const parsed = parseUri(input.resolved)
  if (!parsed.ok || parsed.uri.kind !== 'model' || parsed.uri.file) return input.resolved
  return formatUri({ ...parsed.uri, file: file.name })
}

/** Brings the files to their places, from the cache where it has them. Every digest is checked. */
export async function layInputs(
  client: Client,
  placed: Map<string, LaidFile[]>,
  { inputs, cache }: { inputs: string; cache: string },
  transfer: Transfer,
): Promise<void> {
  for (const name of placed.keys()) await mkdir(join(inputs, name), { recursive: true })
  const files = [...placed.values()].flat()
  // Two places may want the same bytes: they are fetched once.
  const distinct = [...new Map(files.map(({ file }) => [file.sha256, file])).values()]
  await eachOf(distinct, async (file) => {
    const cached = cachedAt(cache, file)
    if (await isAlready(cached, file)) transfer.progress.add(file.size)
    else await download(client, file, cached, transfer)
  })
  for (const { file, path } of files) {
    await mkdir(dirname(path), { recursive: true })
    await place(cachedAt(cache, file), path)
  }
}

function cachedAt(cache: string, { name, sha256 }: FileView): string {
  // It comes from the hub and becomes a path.
  if (!/^[0-9a-f]{64}$/.test(sha256))
    throw failed(
      `The hub names ${JSON.stringify(sha256)} as the SHA-256 of ${name}, which is none.`,
    )
  return join(cache, sha256.slice(0, 2), sha256)
}

async function place(cached: string, path: string): Promise<void> {
  // Root may write to read-only files, and through a hard link would change the cache.
  if (process.getuid?.() !== 0) {
    const linked = await link(cached, path).then(
      () => true,
      () => false,
    )
    if (linked) return
  }
  await copyFile(cached, path, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL)
}
