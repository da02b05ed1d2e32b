import { type Token, tokensOf } from './condition-tokens'

export type Value = number | string | boolean

/** What an expression comes to for these values; undefined where it needs one that is not there. */
export type Condition = (values: ReadonlyMap<string, Value>) => Value | undefined

export type ConditionRead =
  | { ok: true; condition: Condition; names: string[] }
  | { ok: false; message: string }

/** Whether a condition holds. What cannot be told yet does not. */
export function holds(condition: Condition, values: ReadonlyMap<string, Value>): boolean {
  return truth(condition(values))
}

/**
 * Reads an expression over named values, such as `accuracy > 0.9 and epoch >= 3`: comparisons (also chained),
 * `and`, `or`, `not`, arithmetic, parentheses, numbers, quoted texts, `true` and `false`.
 */
export function readCondition(text: string): ConditionRead {
  try {
    const parser = new Parser(tokensOf(text))
    const condition = parser.whole()
    return { ok: true, condition, names: [...parser.names] }
  } catch (error) {
    if (error instanceof SyntaxError) return { ok: false, message: error.message }
    throw error
  }
}

const comparisons: Record<string, (a: Value, b: Value) => boolean> = {
  '==': (a, b) => same(a, b),
  '!=': (a, b) => !same(a, b),
  '<': (a, b) => order(a, b) < 0,
  '<=': (a, b) => order(a, b) <= 0,
  '>': (a, b) => order(a, b) > 0,
  '>=': (a, b) => order(a, b) >= 0,
}

const sums: Record<string, (a: number, b: number) => number> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
}

const products: Record<string, (a: number, b: number) => number> = {
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
}

class Parser {
  readonly names = new Set<string>()
  private at = 0
  constructor(private readonly tokens: Token[]) {}

  whole(): Condition {
    const condition = this.either()
    const rest = this.tokens[this.at]
    if (rest) throw new SyntaxError(`${rest.text} does not belong there.`)
    return condition
  }

  private either(): Condition {
    let left = this.both()
    while (this.take('or', '||')) {
      const [a, b] = [left, this.both()]
      left = (values) => truth(a(values)) || truth(b(values))
    }
    return left
  }

  private both(): Condition {
    let left = this.negated()
    while (this.take('and', '&&')) {
      const [a, b] = [left, this.negated()]
      left = (values) => truth(a(values)) && truth(b(values))
    }
    return left
  }

  private negated(): Condition {
    if (!this.take('not', '!')) return this.compared()
    const inner = this.negated()
    return (values) => {
      const value = inner(values)
      return value === undefined ? undefined : !truth(value)
    }
  }

  /** `0.1 < loss < 0.2` is both of its halves, as in Python. */
  private compared(): Condition {
    const terms = [this.summed()]
    const tests: ((a: Value, b: Value) => boolean)[] = []
    for (let word = this.take(...Object.keys(comparisons)); word; ) {
      const test = comparisons[word]
      if (test) tests.push(test)
      terms.push(this.summed())
      word = this.take(...Object.keys(comparisons))
    }
    const [first] = terms
    if (tests.length === 0 && first) return first
    return (values) => {
      const found = terms.map((term) => term(values))
      if (found.includes(undefined)) return undefined
      return tests.every((test, index) => test(found[index] as Value, found[index + 1] as Value))
    }
  }

  private summed(): Condition {
    return this.chained(sums, () => this.multiplied())
  }

  private multiplied(): Condition {
    return this.chained(products, () => this.signed())
  }

  private chained(
    operations: Record<string, (a: number, b: number) => number>,
    next: () => Condition,
  ): Condition {
    let left = next()
    for (let word = this.take(...Object.keys(operations)); word; ) {
      const operation = operations[word]
      const [a, b] = [left, next()]
      left = (values) => {
        const [one, other] = [a(values), b(values)]
        if (typeof one !== 'number' || typeof other !== 'number') return undefined
        return operation?.(one, other)
      }
      word = this.take(...Object.keys(operations))
    }
    return left
  }

  private signed(): Condition {
    if (!this.take('-')) return this.single()
    const inner = this.signed()
    return (values) => {
      const value = inner(values)
      return typeof value === 'number' ? -value : undefined
    }
  }

  private single(): Condition {
    const token = this.tokens[this.at++]
    if (!token) throw new SyntaxError('It ends too early.')
    const { kind, text } = token
    if (kind === 'value') return () => token.value
    if (kind === 'name') {
      this.names.add(text)
      return (values) => values.get(text)
    }
    if (text !== '(') throw new SyntaxError(`${text} does not belong there.`)
    const inner = this.either()
    if (!this.take(')')) throw new SyntaxError('A ) is missing.')
    return inner
  }

  private take(...texts: string[]): string | undefined {
    const token = this.tokens[this.at]
    if (token?.kind !== 'sign' || !texts.includes(token.text)) return undefined
    this.at++
    return token.text
  }
}

function truth(value: Value | undefined): boolean {
  return typeof value === 'string' ? value !== '' : Boolean(value)
}

/** What was printed as text counts as the number it spells beside a number. */
function same(a: Value, b: Value): boolean {
  if (typeof a === typeof b) return a === b
  return typeof a === 'number' || typeof b === 'number' ? Number(a) === Number(b) : false
}

/** Not a number where the two have no order, which no comparison holds for. */
function order(a: Value, b: Value): number {
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : Number(a > b)
  const [one, other] = [Number(a), Number(b)]
  // Two infinities have no difference.
  return one === other ? 0 : one - other
}
