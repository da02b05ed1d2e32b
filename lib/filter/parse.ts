import { type Token, tokensOf } from './tokens'
import { type Filter, limits, type Parsed, type Place, type Problem } from './tree'

/** Reads a filter. Total: never throws, and tells of every problem that it can. */
export function parseFilter(text: string): Parsed {
  const { filter, problems } = readFilter(text)
  return problems.length ? { ok: false, problems } : { ok: true, filter }
}

/** As far as it can be read; where there are problems, `filter` is what was understood besides. */
export function readFilter(text: string): { filter: Filter | null; problems: Problem[] } {
  if (text.length > limits.characters) {
    const message = `A filter has at most ${limits.characters} characters; this one has ${text.length}.`
    const length = text.length - limits.characters
    return { filter: null, problems: [{ message, at: limits.characters, length }] }
  }
  const { tokens, problems } = tokensOf(text)
  // PostgreSQL keeps no text with it.
  const nul = text.indexOf('\0')
  if (nul >= 0)
    problems.push({ message: 'There is a character here that no text holds.', at: nul, length: 1 })
  const extra = tokens.flatMap(askedBy)[limits.terms]
  if (extra) {
    const message = `A filter has at most ${limits.terms} terms, with each value of a list counted.`
    problems.push({ ...place(extra), message })
  }
  const filter = new Parser(tokens, problems).parse()
  return { filter, problems: inOrder(problems) }
}

/** Where each thing is that a token asks for: a word, or a value of a term. */
function askedBy(token: Token): Place[] {
  if (token.kind !== 'operand') return []
  const { of } = token
  return of.kind === 'term' && of.values.length > 1 ? of.places.values : [token]
}

/** `or` holds looser than `and`, `and` looser than `not`. */
class Parser {
  private next = 0
  private isTooDeep = false

  constructor(
    private readonly tokens: readonly Token[],
    private readonly problems: Problem[],
  ) {}

  parse(): Filter | null {
    const parts: Filter[] = []
    for (;;) {
      const part = this.or(0)
      if (part) parts.push(part)
      const token = this.tokens[this.next]
      if (!token) return joined('and', parts)
      // Only a parenthesis that was never opened is left over.
      this.report('This parenthesis closes nothing. Leave it out.', token)
      this.next += 1
    }
  }

  private or(depth: number): Filter | null {
    const parts: Filter[] = []
    for (;;) {
      const part = this.and(depth)
      if (part) parts.push(part)
      const token = this.tokens[this.next]
      if (token?.kind !== 'OR') return joined('or', parts)
      this.next += 1
      this.expectOperands(token, part)
    }
  }

  private and(depth: number): Filter | null {
    const parts: Filter[] = []
    for (;;) {
      const token = this.tokens[this.next]
      if (!token || token.kind === ')' || token.kind === 'OR') return joined('and', parts)
      if (token.kind === 'AND') {
        this.next += 1
        this.expectOperands(token, parts.at(-1) ?? null)
        continue
      }
      const part = this.operand(token, depth)
      if (part) parts.push(part)
    }
  }

  private operand(token: Token, depth: number): Filter | null {
    this.next += 1
    if (depth > limits.depth) {
      if (!this.isTooDeep)
        this.report(`A filter is nested at most ${limits.depth} deep. Leave some out.`, token)
      this.isTooDeep = true
      // Nothing deeper is read, so that no text can exhaust the stack.
      this.next = this.tokens.length
      return null
    }
    if (token.kind === 'operand') return token.of
    if (token.kind === '(') return this.group(token, depth)
    return this.not(token, depth)
  }

  private group(open: Token, depth: number): Filter | null {
    const of = this.or(depth + 1)
    const close = this.tokens[this.next]
    if (close) this.next += 1
    else if (!this.isTooDeep) this.report('This parenthesis is not closed. Add a ).', open)
    if (!of && close) this.report('There is nothing between the parentheses.', open, close)
    return of && close ? { ...of, ...span(open, close) } : of
  }

  private not(token: Token, depth: number): Filter | null {
    const after = this.tokens[this.next]
    const isApart = token.kind === '-' && after && after.at > token.at + 1
    if (!after || isApart || after.kind === ')' || after.kind === 'AND' || after.kind === 'OR') {
      this.report(
        token.kind === '-'
          ? 'Write what to leave out right after -, or put it in quotes to search for it.'
          : 'Write what to leave out after NOT.',
        token,
      )
      return null
    }
    const of = this.operand(after, depth + 1)
    return of && { kind: 'not', of, ...span(token, of) }
  }

  /** Says so when AND or OR joins nothing. */
  private expectOperands(token: Token, before: Filter | null): void {
    const after = this.tokens[this.next]
    const isMissing = !after || after.kind === ')' || after.kind === 'AND' || after.kind === 'OR'
    if (!before)
      this.report(
        `Write something before ${token.kind}, or "${token.kind.toLowerCase()}" for the word.`,
        token,
      )
    else if (isMissing) this.report(`Write something after ${token.kind}.`, token)
  }

  private report(message: string, from: Place, to: Place = from): void {
    this.problems.push({ message, ...span(from, to) })
  }
}

function joined(kind: 'and' | 'or', parts: Filter[]): Filter | null {
  const [first] = parts
  const last = parts.at(-1)
  if (!first || !last || parts.length === 1) return first ?? null
  return { kind, of: parts, ...span(first, last) }
}

function span(from: Place, to: Place): Place {
  return { at: from.at, length: to.at + to.length - from.at }
}

function place({ at, length }: Place): Place {
  return { at, length }
}

function inOrder(problems: Problem[]): Problem[] {
  return [...problems].sort((one, other) => one.at - other.at)
}
