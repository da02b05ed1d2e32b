import { readFile } from 'node:fs/promises'
import { isAbsolute, relative, sep } from 'node:path'
import type { Json } from '@/lib/view'
import type { LocalFile } from '../blobs'
import { readJson } from './json'

export type Properties = { [key: string]: Json }

export interface Sidecars {
  /** Name of an output → its properties. */
  properties: Record<string, Properties>
  /** What is wrong, each with file and line. */
  problems: string[]
}

const suffix = '.metadata.json'
const together = 'valohai.metadata.jsonl'
const most = 50

/** Whether a file of the outputs folder describes others and is no output itself. */
export function isSidecar(name: string): boolean {
  return name === together || name.endsWith(suffix)
}

/**
 * The properties of outputs: `x.metadata.json` beside x, and lines of `valohai.metadata.jsonl`. Of a key that
 * both give, the former counts.
 * @param files everything in the outputs folder, sidecars too
 * @param outputs the names of the outputs, wherever they are by now
 * @param folder the outputs folder, for absolute paths in the jsonl
 */
export async function readSidecars(
  files: LocalFile[],
  outputs: ReadonlySet<string>,
  folder: string,
): Promise<Sidecars> {
  // Maps, since a file may have a hundred thousand lines and a key may be called anything.
  const found = new Map<string, Map<string, Json>>()
  const problems = new Problems()
  const add = (where: string, name: string, value: Json | undefined, text: string) => {
    if (!outputs.has(name))
      problems.add(`${where}: it describes ${name}, which is not among the outputs.`)
    else if (!isProperties(value))
      problems.add(`${where}: the properties of a file are a JSON object.`)
    else if (text.includes('\\u') && !isStorable(value))
      problems.add(`${where}: the properties hold a NUL or a character that is no Unicode.`)
    else {
      const kept = found.get(name) ?? new Map()
      for (const [key, property] of Object.entries(value)) kept.set(key, property)
      found.set(name, kept)
    }
  }
  const jsonl = files.find(({ name }) => name === together)
  if (jsonl) {
    const lines = (await readFile(jsonl.path, 'utf8')).split('\n')
    for (const [index, line] of lines.entries()) {
      if (line.trim() === '') continue
      const where = `${together}:${index + 1}`
      const read = readJson(line)
      if (!read.ok) problems.add(`${where}:${read.column}: it is not JSON. ${read.message}`)
      else if (!isProperties(read.value) || typeof read.value.file !== 'string')
        problems.add(`${where}: a line is {"file": "…", "metadata": {…}}.`)
      else add(where, nameIn(folder, read.value.file), read.value.metadata, line)
    }
  }
  for (const { name, path } of files) {
    if (!name.endsWith(suffix)) continue
    const text = await readFile(path, 'utf8')
    const read = readJson(text)
    if (read.ok) add(`${name}:1`, name.slice(0, -suffix.length), read.value, text)
    else problems.add(`${name}:${read.line}:${read.column}: it is not JSON. ${read.message}`)
  }
  const properties = [...found].map(([name, kept]) => [name, Object.fromEntries(kept)])
  return { properties: Object.fromEntries(properties), problems: problems.told() }
}

/** As many problems as anyone reads, and how many more there were. */
class Problems {
  private readonly first: string[] = []
  private more = 0

  add(problem: string): void {
    if (this.first.length < most) this.first.push(problem)
    else this.more++
  }

  told(): string[] {
    const rest = `There are ${this.more} more problems with sidecars like these.`
    return this.more ? [...this.first, rest] : this.first
  }
}

/** Well-formed JSON spells both as escapes. */
function isStorable(value: Properties): boolean {
  return !/\\u(0000|d[89a-f])/.test(JSON.stringify(value).replaceAll('\\\\', ''))
}

function nameIn(folder: string, file: string): string {
  const name = isAbsolute(file) ? relative(folder, file).replaceAll(sep, '/') : file
  return name.replace(/^(\.\/)+/, '')
}

function isProperties(value: Json | undefined): value is Properties {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
