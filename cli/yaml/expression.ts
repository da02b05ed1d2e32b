import { type Atom, isAtom } from '../run/step'

export type Operator = '==' | '!=' | '<' | '<=' | '>' | '>='

/** A condition such as `metadata.accuracy >= 0.9 and not failed`. */
export type Expression =
  | { kind: 'value'; value: Atom }
  | { kind: 'name'; name: string }
  | { kind: 'not'; of: Expression }
  | { kind: 'and' | 'or'; left: Expression; right: Expression }
  | { kind: 'compare'; operator: Operator; left: Expression; right: Expression }

export type ParsedExpression = { ok: true; expression: Expression } | { ok: false; message: string }

interface Token {
  kind: 'value' | 'name' | 'sign'
  text: string
  value: Atom
}

const longest = 1000
const pattern =
  /\s*(?:(?<number>-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?(?![\w.]))|(?<text>"[^"]*"|'[^']*')|(?<name>[A-Za-z_](?:[\w.-]*\w)?)|(?<sign>==|!=|<=|>=|<|>|\(|\)|&&|\|\||!))/iy
const words: Record<string, string> = { '&&': 'and', '||': 'or', '!': 'not' }

/** Reads a condition: names, numbers, texts in quotes, comparisons, `and`, `or`, `not`, parentheses. */
export function parseExpression(text: string): ParsedExpression {
  if (text.length > longest) return { ok: false, message: 'It is too long.' }
  const tokens = tokensOf(text)
  if (typeof tokens === 'string') return { ok: false, message: tokens }
  try {
    const reader = new Tokens(tokens)
    const expression = readOr(reader)
    const rest = reader.take()
    if (rest) throw new SyntaxError(`${rest.text} is one too many.`)
    return { ok: true, expression }
  } catch (error) {
    if (error instanceof SyntaxError) return { ok: false, message: error.message }
    throw error
  }
}

/** Every name that it asks for. */
export function namesIn(expression: Expression): string[] {
  if (expression.kind === 'name') return [expression.name]
  if (expression.kind === 'value') return []
  if (expression.kind === 'not') return namesIn(expression.of)
  return [...namesIn(expression.left), ...namesIn(expression.right)]
}

/**
 * Whether a condition holds. What compares a name without a value does not hold.
 * @param lookUp the value of a name, undefined when there is none
 */
export function holds(expression: Expression, lookUp: (name: string) => Atom | undefined): boolean {
  if (expression.kind === 'not') return !holds(expression.of, lookUp)
  if (expression.kind === 'and')
    return holds(expression.left, lookUp) && holds(expression.right, lookUp)
  if (expression.kind === 'or')
    return holds(expression.left, lookUp) || holds(expression.right, lookUp)
  if (expression.kind !== 'compare') return isTrue(valueIn(expression, lookUp))
  const left = valueIn(expression.left, lookUp)
  const right = valueIn(expression.right, lookUp)
  return left !== undefined && right !== undefined && compare(left, expression.operator, right)
}

function valueIn(expression: Expression, lookUp: (name: string) => Atom | undefined) {
  if (expression.kind === 'value') return expression.value
  if (expression.kind === 'name') return lookUp(expression.name)
  return holds(expression, lookUp)
}

function isTrue(value: Atom | undefined): boolean {
  return value !== undefined && value !== false && value !== 0 && value !== ''
}

function compare(left: Atom, operator: Operator, right: Atom): boolean {
  const [a, b] = [comparable(left), comparable(right)]
  // Texts and numbers have no order between them.
  const order = typeof a === typeof b ? (a < b ? -1 : a > b ? 1 : a === b ? 0 : null) : null
  if (operator === '==') return order === 0
  if (operator === '!=') return order !== 0
  if (order === null) return false
  if (operator === '<') return order < 0
  if (operator === '<=') return order <= 0
  return operator === '>' ? order > 0 : order >= 0
}

/** A number written as a text is that number, as parameters and metrics may have either. */
function comparable(value: Atom): number | string {
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'number' || value.trim() === '') return value
  const number = Number(value)
  return Number.isNaN(number) ? value : number
}

class Tokens {
  private at = 0

  constructor(private readonly all: Token[]) {}

  take(): Token | undefined {
    return this.all[this.at++]
  }

  takeIf(...texts: string[]): Token | undefined {
    const next = this.all[this.at]
    const isMeant = next && next.kind !== 'value' && texts.includes(next.text)
    return isMeant ? this.take() : undefined
  }
}

function tokensOf(text: string): Token[] | string {
  const tokens: Token[] = []
  pattern.lastIndex = 0
  let end = 0
  while (text.slice(end).trim() !== '') {
    const found = pattern.exec(text)
    if (!found?.groups) return `${text.slice(end).trim().slice(0, 20)} is not understood.`
    end = pattern.lastIndex
    const { number, text: quoted, name, sign = '' } = found.groups
    const word = name?.toLowerCase() ?? ''
    if (number !== undefined) tokens.push({ kind: 'value', text: number, value: Number(number) })
    else if (quoted !== undefined)
      tokens.push({ kind: 'value', text: quoted, value: quoted.slice(1, -1) })
    else if (word === 'true' || word === 'false')
      tokens.push({ kind: 'value', text: word, value: word === 'true' })
    else if (['and', 'or', 'not'].includes(word))
      tokens.push({ kind: 'sign', text: word, value: '' })
    else if (name !== undefined) tokens.push({ kind: 'name', text: name, value: '' })
    else tokens.push({ kind: 'sign', text: words[sign] ?? sign, value: '' })
  }
  return tokens
}

function readOr(tokens: Tokens): Expression {
  let left = readAnd(tokens)
  while (tokens.takeIf('or')) left = { kind: 'or', left, right: readAnd(tokens) }
  return left
}

function readAnd(tokens: Tokens): Expression {
  let left = readNot(tokens)
  while (tokens.takeIf('and')) left = { kind: 'and', left, right: readNot(tokens) }
  return left
}

function readNot(tokens: Tokens): Expression {
  return tokens.takeIf('not') ? { kind: 'not', of: readNot(tokens) } : readComparison(tokens)
}

function readComparison(tokens: Tokens): Expression {
  const left = readOne(tokens)
  const sign = tokens.takeIf('==', '!=', '<', '<=', '>', '>=')
  if (!sign) return left
  return { kind: 'compare', operator: sign.text as Operator, left, right: readOne(tokens) }
}

function readOne(tokens: Tokens): Expression {
  const token = tokens.take()
  if (!token) throw new SyntaxError('It ends too early.')
  if (token.kind === 'value' && isAtom(token.value)) return { kind: 'value', value: token.value }
  if (token.kind === 'name') return { kind: 'name', name: token.text }
  if (token.text !== '(') throw new SyntaxError(`${token.text} is in a place where a value is due.`)
  const inside = readOr(tokens)
  if (!tokens.takeIf(')')) throw new SyntaxError('A parenthesis is not closed.')
  return inside
}
