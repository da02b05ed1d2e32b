import type { Operator, Place, Problem, Term, Word } from './tree'

export type Token =
  | (Place & { kind: '(' | ')' | '-' | 'AND' | 'OR' | 'NOT' })
  | { kind: 'operand'; at: number; length: number; of: Word | Term }

const keyword = /(?:AND|OR|NOT)(?=[\s()"“”„]|$)/y
/** A key and what makes it one: an operator behind it. Only comparisons may stand apart from it. */
const key = /[A-Za-z][\w-]*/y
const name = /\.(?:"(?:[^"\\]|\\.)*"|[“”„][^“”]*[“”]|[^\s()"“”„,:=<>!]+)/sy
const operator = /(?::|\s*)(?:!=|[<>]=?|=)\s*|:/y
const blanks = /\s+/y
const word = /[^\s()"“”„]+/y
const value = /[^\s()"“”„,]+/y
/** What a phone writes for a quote; such text ends at the next of its kind. */
const curly = /[“”„]/

/**
 * Cuts the text into its parts. Total: what is wrong is told in `problems`, and a part of it stands there
 * nevertheless, so that no other problem is made of the first.
 */
export function tokensOf(text: string): { tokens: Token[]; problems: Problem[] } {
  return new Reader(text).read()
}

/** Whether a text can stand as a value without quotes. */
export function isBareValue(text: string): boolean {
  return /^[^\s()"“”„,=<>!/][^\s()"“”„,]*$/.test(text)
}

/** Whether a text can stand after the dot of a key without quotes. */
export function isBareName(text: string): boolean {
  return /^[^\s()"“”„,:=<>!]+$/.test(text)
}

/** Whether a text without quotes is read as one word, and as nothing else. */
export function isBareWord(text: string): boolean {
  const { tokens, problems } = tokensOf(text)
  const [token] = tokens
  return (
    tokens.length === 1 &&
    problems.length === 0 &&
    token?.kind === 'operand' &&
    token.of.kind === 'word' &&
    !token.of.exact &&
    token.of.text === text
  )
}

export function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}

class Reader {
  private readonly tokens: Token[] = []
  private readonly problems: Problem[] = []
  private at = 0

  constructor(private readonly text: string) {}

  read() {
    for (;;) {
      this.take(blanks)
      if (this.at >= this.text.length) return { tokens: this.tokens, problems: this.problems }
      this.readToken()
    }
  }

  private readToken(): void {
    const at = this.at
    const char = this.text[at]
    if (char === '(' || char === ')' || char === '-') {
      this.at += 1
      this.tokens.push({ kind: char, at, length: 1 })
      return
    }
    if (this.isAtQuote()) {
      const text = this.readQuoted()
      if (text.trim() === '') this.report('There is nothing between the quotes.', at)
      this.push({ kind: 'word', text, exact: true, ...this.since(at) })
      return
    }
    const found = this.take(keyword)
    if (found === 'AND' || found === 'OR' || found === 'NOT') {
      this.tokens.push({ kind: found, ...this.since(at) })
      return
    }
    if (this.readTerm()) return
    const text = this.take(word) ?? ''
    if (/^[:=<>]|^!=/.test(text)) this.report(`Write a key before ${firstOperator(text)}.`, at)
    this.push({ kind: 'word', text, exact: false, ...this.since(at) })
  }

  /** Leaves everything as it was when no term begins here. */
  private readTerm(): boolean {
    const at = this.at
    const head = this.take(key)
    const tail = this.take(name)
    const keyPlace = this.since(at)
    const found = head === null ? null : this.take(operator)
    if (head === null || found === null) {
      this.at = at
      return false
    }
    const term = {
      kind: 'term' as const,
      key: head.toLowerCase(),
      name: tail === null ? null : nameOf(tail),
      op: asOperator(found),
    }
    // A pasted `run://churn/3` is a term of its kind, with all of it as the value.
    if (found === ':' && this.text.startsWith('//', this.at) && tail === null) this.at = at
    const { values, places } = this.readValues(`${head}${tail ?? ''}${found.trim()}`, at)
    this.push({ ...term, values, places: { key: keyPlace, values: places }, ...this.since(at) })
    return true
  }

  private readValues(before: string, start: number): { values: string[]; places: Place[] } {
    const values: string[] = []
    const places: Place[] = []
    for (;;) {
      const at = this.at
      const one = this.isAtQuote() ? this.readQuoted() : this.take(value)
      if (one === null || one.trim() === '') {
        const after = values.length
          ? 'another value after the comma'
          : `a value right after ${before}`
        this.report(`Write ${after}.`, start)
      } else {
        values.push(one)
        places.push(this.since(at))
      }
      if (this.text[this.at] !== ',') return { values, places }
      this.at += 1
      this.take(blanks)
    }
  }

  /** From a quote to the next, or to the end when there is none. */
  private readQuoted(): string {
    const start = this.at
    const isCurly = this.text[start] !== '"'
    let text = ''
    for (let at = start + 1; at < this.text.length; at++) {
      const char = this.text[at] ?? ''
      if (isCurly ? curly.test(char) : char === '"') {
        this.at = at + 1
        return text
      }
      const next = this.text[at + 1]
      if (!isCurly && char === '\\' && (next === '"' || next === '\\')) {
        text += next
        at += 1
      } else text += char
    }
    this.at = this.text.length
    this.report('This quote has no end. Close it with another ".', start, 1)
    return text
  }

  private isAtQuote(): boolean {
    const char = this.text[this.at] ?? ''
    return char === '"' || curly.test(char)
  }

  private take(pattern: RegExp): string | null {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)?.[0]
    if (found === undefined) return null
    this.at += found.length
    return found
  }

  private since(at: number): Place {
    return { at, length: this.at - at }
  }

  private push(of: Word | Term): void {
    this.tokens.push({ kind: 'operand', at: of.at, length: of.length, of })
  }

  private report(message: string, at: number, length = this.at - at): void {
    this.problems.push({ message, at, length: Math.max(1, length) })
  }
}

function nameOf(tail: string): string {
  const text = tail.slice(1)
  if (curly.test(text.charAt(0))) return text.slice(1, -1)
  return text.startsWith('"') ? text.slice(1, -1).replace(/\\(["\\])/g, '$1') : text
}

function asOperator(found: string): Operator {
  const text = found.trim()
  // `key:>x` is `key>x`.
  return (text.length > 1 ? text.replace(/^:/, '') : text) as Operator
}

function firstOperator(text: string): string {
  return /^(?:!=|[<>]=?|[:=])/.exec(text)?.[0] ?? text
}
