import type { Json } from '@/lib/view'

export type JsonRead =
  | { ok: true; value: Json }
  | { ok: false; message: string; line: number; column: number }

/**
 * Reads JSON as training code writes it: Python's NaN, Infinity and -Infinity become those words. What is
 * wrong is told with its line and column, counted from 1.
 */
export function readJson(text: string): JsonRead {
  const value = quickly(text)
  if (value !== undefined) return { ok: true, value }
  const reader = new Reader(text)
  try {
    return { ok: true, value: reader.document() }
  } catch (error) {
    if (!(error instanceof Wrong)) throw error
    const before = text.slice(0, error.at).split('\n')
    const column = (before.at(-1)?.length ?? 0) + 1
    return { ok: false, message: error.message, line: before.length, column }
  }
}

/** JSON.parse first: it is many times faster, and right for nearly everything. */
function quickly(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

class Wrong extends Error {
  constructor(
    message: string,
    readonly at: number,
  ) {
    super(message)
  }
}

const deepest = 200
const space = /[ \t\r\n]*/y
const number = /-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y
const string = /"[^"\\]*(?:\\.[^"\\]*)*"/y
const word = /-?[A-Za-z_$]+/y
const words = new Map<string, Json>([
  ['true', true],
  ['false', false],
  ['null', null],
  ['NaN', 'NaN'],
  ['Infinity', 'Infinity'],
  ['-Infinity', '-Infinity'],
])

/** The slow way, for texts with those words and for finding what is wrong. */
class Reader {
  private at = 0
  constructor(private readonly text: string) {}

  document(): Json {
    const value = this.value(0)
    this.skip()
    if (this.at < this.text.length) throw new Wrong('Nothing may follow the value.', this.at)
    return value
  }

  private value(depth: number): Json {
    this.skip()
    if (depth > deepest) throw new Wrong('This is nested too deeply.', this.at)
    const char = this.text[this.at]
    if (char === undefined) throw new Wrong('The text ends too early.', this.at)
    if (char === '{') return this.object(depth)
    if (char === '[') return this.array(depth)
    if (char === '"') return this.string()
    const name = /[A-Za-z]/.test(this.text[char === '-' ? this.at + 1 : this.at] ?? '')
    return name ? this.word() : this.number()
  }

  private object(depth: number): Json {
    const object: { [key: string]: Json } = {}
    this.eat('{')
    if (this.tryEat('}')) return object
    do {
      this.skip()
      if (this.text[this.at] !== '"')
        throw new Wrong('A key in double quotes belongs here.', this.at)
      const key = this.string()
      this.eat(':')
      const value = this.value(depth + 1)
      // Defined, not assigned, so that __proto__ is a key like any other.
      Object.defineProperty(object, key, {
        value,
        enumerable: true,
        writable: true,
        configurable: true,
      })
    } while (this.tryEat(','))
    this.eat('}')
    return object
  }

  private array(depth: number): Json {
    const array: Json[] = []
    this.eat('[')
    if (this.tryEat(']')) return array
    do array.push(this.value(depth + 1))
    while (this.tryEat(','))
    this.eat(']')
    return array
  }

  private string(): string {
    const start = this.at
    const value = quickly(this.match(string) ?? '')
    if (typeof value === 'string') return value
    throw new Wrong('This text is not closed, or holds a line break or a bad escape.', start)
  }

  private word(): Json {
    const start = this.at
    const value = words.get(this.match(word) ?? '')
    if (value === undefined)
      throw new Wrong('This word is not JSON; texts need double quotes.', start)
    return value
  }

  private number(): Json {
    const start = this.at
    const match = this.match(number)
    if (match === null) throw new Wrong('A value belongs here.', start)
    return Number(match)
  }

  private match(pattern: RegExp): string | null {
    pattern.lastIndex = this.at
    const match = pattern.exec(this.text)
    if (match) this.at = pattern.lastIndex
    return match?.[0] ?? null
  }

  private skip(): void {
    this.match(space)
  }

  private tryEat(char: string): boolean {
    this.skip()
    if (this.text[this.at] !== char) return false
    this.at++
    return true
  }

  private eat(char: string): void {
    if (!this.tryEat(char)) throw new Wrong(`Here ${char} is missing.`, this.at)
  }
}
