import { invalid } from '../errors'
import { type Token, tokensOf } from './tokens'

/** What a name in a filter or an order says: `metrics.loss`, or `name` without a prefix. */
export interface Name {
  entity: string | null
  key: string
}

export type Value =
  | { kind: 'text'; text: string }
  | { kind: 'number'; number: number; text: string }
  | { kind: 'list'; texts: string[] }
  /** A word without quotes, which is no value of anything. */
  | { kind: 'word'; text: string }

/** One clause of a filter, as it is written. */
export interface Comparison extends Name {
  /** In capitals. */
  operator: string
  /** None for IS NULL and IS NOT NULL. */
  value: Value | null
}

export interface Ordering extends Name {
  descending: boolean
}

// Far more than anyone writes; a few hundred ids in a list fit in.
const longest = 100_000
const mostClauses = 100

/** Reads `a = 'b' AND metrics.c > 1 …`; none for an empty filter. Throws invalid for anything else. */
export function parseFilter(text: string): Comparison[] {
  if (text.length > longest)
    throw invalid(`The filter is longer than ${longest} characters. Ask in several searches.`)
  const reader = new Reader(text)
  if (reader.isAtEnd) return []
  const found = [reader.comparison()]
  while (!reader.isAtEnd) {
    reader.and()
    found.push(reader.comparison())
    if (found.length > mostClauses)
      throw invalid(`The filter has more than ${mostClauses} clauses. Ask in several searches.`)
  }
  return found
}

/** Reads `metrics.loss DESC`. Throws invalid for anything else. */
export function parseOrdering(text: string): Ordering {
  const broken = () => invalid(`Invalid order_by clause '${shown(text)}'. Could not be parsed.`)
  if (text.length > longest) throw broken()
  const [name, direction, ...more] = tokensOf(text)
  if (name?.kind !== 'name' || more.length > 0) throw broken()
  const { entity, key } = name
  if (direction === undefined) return { entity, key, descending: false }
  const word = direction.kind === 'name' ? wordOf(direction) : null
  if (word !== 'ASC' && word !== 'DESC')
    throw invalid(`Invalid ordering key in order_by clause '${shown(text)}'.`)
  return { entity, key, descending: word === 'DESC' }
}

class Reader {
  private readonly tokens: Token[]
  private next = 0
  private clause = 0

  constructor(private readonly text: string) {
    this.tokens = tokensOf(text)
  }

  get isAtEnd(): boolean {
    return this.next >= this.tokens.length
  }

  and(): void {
    if (!this.tookWord('AND')) throw this.wrong()
    if (this.isAtEnd) throw this.wrong()
  }

  comparison(): Comparison {
    this.clause = this.tokens[this.next]?.at ?? 0
    const name = this.take()
    if (name?.kind !== 'name' || keywords.has(wordOf(name) ?? '')) throw this.wrong()
    const { entity, key } = name
    const operator = this.operator()
    if (operator.endsWith('NULL')) return { entity, key, operator, value: null }
    return { entity, key, operator, value: this.value(operator) }
  }

  private operator(): string {
    const token = this.take()
    if (token?.kind === 'operator') return token.text
    const word = token?.kind === 'name' ? wordOf(token) : null
    if (word === 'LIKE' || word === 'ILIKE' || word === 'IN') return word
    if (word === 'NOT' && this.tookWord('IN')) return 'NOT IN'
    if (word === 'IS') {
      const not = this.tookWord('NOT')
      if (this.tookWord('NULL')) return not ? 'IS NOT NULL' : 'IS NULL'
    }
    throw this.wrong()
  }

  private value(operator: string): Value {
    const token = this.take()
    const isList = operator.endsWith('IN')
    if (token?.kind === '(' && isList) return { kind: 'list', texts: this.list() }
    if (isList) throw this.wrong()
    if (token?.kind === 'text') return { kind: 'text', text: token.text }
    if (token?.kind !== 'name') throw this.wrong()
    if (token.quote === '"' && token.entity === null) return { kind: 'text', text: token.key }
    const text = this.text.slice(token.at, token.end)
    if (keywords.has(wordOf(token) ?? '')) throw this.wrong()
    if (!number.test(text)) return { kind: 'word', text }
    return { kind: 'number', number: Number(text), text }
  }

  /** Texts with commas between them; one more behind the last does no harm. */
  private list(): string[] {
    const texts: string[] = []
    for (;;) {
      const token = this.take()
      if (!token || token.kind === 'wrong') throw this.wrong()
      if (token.kind === ')' && texts.length === 0) throw badList('but got empty list.')
      if (token.kind === ')') return texts
      if (token.kind === 'text') texts.push(token.text)
      else if (token.kind === 'name' && token.quote === '"' && token.entity === null)
        texts.push(token.key)
      else if (token.kind === 'name') throw badList('but got something without quotes.')
      else throw badList('but got ill-formed list.')
      const behind = this.take()
      if (!behind || behind.kind === 'wrong') throw this.wrong()
      if (behind.kind === ')') return texts
      if (behind.kind !== ',') throw badList('but got ill-formed list.')
    }
  }

  private take(): Token | undefined {
    return this.tokens[this.next++]
  }

  private tookWord(word: string): boolean {
    const token = this.tokens[this.next]
    if (token?.kind !== 'name' || wordOf(token) !== word) return false
    this.next += 1
    return true
  }

  private wrong() {
    const clause = this.text.slice(this.clause).trim()
    return invalid(
      `Invalid clause(s) in filter string: '${shown(clause)}'. Write comparisons with AND between them, such as: metrics.loss < 0.5 AND tags.team = 'vision'.`,
    )
  }
}

const badList = (what: string) =>
  invalid(`While parsing a list in the query, expected a non-empty list of string values, ${what}`)

const keywords = new Set(['AND', 'OR', 'NOT', 'IN', 'IS', 'NULL', 'LIKE', 'ILIKE'])

const number = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i

/** A name without prefix and quotes, in capitals: it may be a keyword. */
const wordOf = ({ entity, quote, key }: Extract<Token, { kind: 'name' }>) =>
  entity === null && quote === null ? key.toUpperCase() : null

const shown = (text: string) => (text.length > 200 ? `${text.slice(0, 200)}…` : text)
