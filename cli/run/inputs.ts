import { mkdir } from 'node:fs/promises'
import { join, posix, resolve, sep } from 'node:path'
import type { RunInput } from '@/lib/runs/view'
import { fileNameProblem, formatUri, formatVersion, parseUri } from '@/lib/uri'
import type { Json } from '@/lib/view'
import { download, isAlready, type Transfer } from '../blobs'
import type { Client } from '../client'
import { eachOf } from '../each'
import { failed, invalid } from '../failure'
import { readAddress } from './addresses'
import { cachedAt, placeCached } from './cache'
import { interpolateUri } from './command'
import { fixedPart, isPattern } from './glob'
import type { OutsideFile } from './outside'
import type { Given, Values } from './parameters'
import type { Step, StepInput } from './step'

/** One URI of an input. */
export interface AskedInput {
  name: string
  uri: string
  /** What an outside file must have, where its run is made again. */
  sha256?: string
}

/**
 * What a run asks for: each input of the step with the URIs given, or its defaults.
 * @param repository the folder that relative paths start in
 * @throws Failure naming every input that is unknown, missing or not a URI that can be fetched
 */
export function askedInputs(
  step: Step,
  given: Given<string>,
  values: Values,
  repository: string,
): AskedInput[] {
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
    const uris = wanted.flatMap((uri) => interpolateUri(uri, values))
    return uris.map((uri) => ({ name: input.name, uri }))
  })
  for (const { name, uri } of asked) {
    const problem = uriProblem(uri, repository)
    if (problem) problems.push(`The input ${name} cannot be used. ${problem}`)
  }
  if (problems.length) throw invalid(problems.join('\n'))
  return asked
}

function uriProblem(uri: string, repository: string): string | null {
  const [placeholder] = /\{parameter[^{}]*\}/.exec(uri) ?? []
  if (placeholder) return `There is no value for the ${placeholder} in ${uri}.`
  const address = readAddress(uri, repository)
  return address.kind === 'wrong' ? address.message : null
}

/** A file of an input, with what is known of it. */
export interface SourceFile {
  name: string
  /** Bytes. */
  size: number
  sha256: string
  /** Where the hub has it; null for what lies outside and is in the cache already. */
  url: string | null
  /** Id of its `datum://` URI. */
  datum?: string | null
  properties?: { [key: string]: Json }
}

/** A file of an input, where the command finds it. */
export interface LaidFile {
  name: string
  path: string
  uri: string
  file: SourceFile
}

/**
 * Where each file of each input goes, without fetching anything.
 * @param folder the inputs folder of the run
 * @throws Failure when two files of an input would have the same name, or one would lie elsewhere
 */
export function placeInputs(
  step: Step,
  inputs: RunInput[],
  outside: OutsideFile[],
  folder: string,
): Map<string, LaidFile[]> {
  const placed = new Map(step.inputs.map(({ name }): [string, LaidFile[]] => [name, []]))
  for (const declared of step.inputs) {
    const files = [
      ...inputs.filter(({ name }) => name === declared.name).flatMap(filesOf),
      ...outside.filter(({ input }) => input === declared.name).map(foundFile),
    ]
    if (declared.filename && files.length > 1)
      throw failed(
        `The input ${declared.name} has a filename, but ${files.length} files. Remove filename or ask for one file.`,
      )
    const isMixed = new Set(files.map(({ full }) => full)).size < files.length
    const names = new Set<string>()
    for (const { full, suffix, folder: source, uri, file } of files) {
      // The same file of several versions: each keeps the folder of its version.
      const whole = isMixed && source ? `${source}/${full}` : full
      const name = nameOf(declared, whole, suffix)
      if (names.has(name))
        throw failed(
          `Two files of the input ${declared.name} would both be ${name}. Set keep-directories: full, or ask for one of them.`,
        )
      names.add(name)
      const path = pathIn(join(folder, declared.name), name)
      placed.get(declared.name)?.push({ name, path, uri, file })
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

function nameOf({ filename, keepDirectories }: StepInput, full: string, suffix: string): string {
  if (filename) return filename
  if (keepDirectories === 'none') return posix.basename(full)
  return keepDirectories === 'full' ? full : suffix
}

interface FoundFile {
  /** Its whole name. */
  full: string
  /** What its pattern left open of that; all of it without one. */
  suffix: string
  /** A folder for what it is of: `penguins/v3`. Empty for outside files, whose whole name says it. */
  folder: string
  uri: string
  file: SourceFile
}

/** The files that the hub holds for an input; outside ones are found here. */
function filesOf(input: RunInput): FoundFile[] {
  if (input.kind === 'external') return []
  const [, pattern = ''] = /^dataset:\/\/[^/]+\/[^/]+\/(.+)$/.exec(input.uri) ?? []
  const fixed = isPattern(pattern) ? fixedPart(pattern) : ''
  const folder = folderOf(input.resolved)
  return input.files.map((file) => ({
    full: file.name,
    folder,
    suffix: file.name.startsWith(fixed) ? file.name.slice(fixed.length) : file.name,
    uri: uriOf(input, file),
    file,
  }))
}

function foundFile({ full, suffix, uri, sha256, size }: OutsideFile): FoundFile {
  return { full, suffix, folder: '', uri, file: { name: full, size, sha256, url: null } }
}

function folderOf(resolved: string): string {
  const parsed = parseUri(resolved)
  if (!parsed.ok || parsed.uri.kind === 'run') return ''
  if (parsed.uri.kind === 'datum') return parsed.uri.ref
  if (parsed.uri.kind === 'dataset')
    return `${parsed.uri.dataset}/${encodeURIComponent(parsed.uri.version ?? '')}`
  return `${parsed.uri.model}/${parsed.uri.version ? formatVersion(parsed.uri.version) : ''}`
}

function uriOf(input: RunInput, file: SourceFile): string {
  if (input.kind !== 'version') return file.datum ? `datum://${file.datum}` : input.resolved
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
    const cached = cachedAt(cache, file.sha256, file.name)
    const { url } = file
    if (url === null || (await isAlready(cached, file))) transfer.progress.add(file.size)
    else await download(client, { ...file, url }, cached, transfer)
  })
  for (const { file, path } of files)
    await placeCached(cachedAt(cache, file.sha256, file.name), path)
}
