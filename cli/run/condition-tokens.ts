import type { Value } from './condition'

/** One word of an expression. */
export type Token =
  | { kind: 'value'; text: string; value: Value }
  | { kind: 'name'; text: string }
  | { kind: 'sign'; text: string }

const number = /^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?/i
const quoted = /^(?:"([^"]*)"|'([^']*)')/
// After a dot a dash may be part of it, since parameters have such names: parameter.max-depth.
const name = /^[\p{L}_][\p{L}\p{N}_]*(?:[./][\p{L}_](?:[\p{L}\p{N}_]|-(?=\p{L}))*)*/u
const sign = /^(?:==|!=|<=|>=|&&|\|\||[<>!()+\-*/%])/
const words = new Set(['and', 'or', 'not'])
const constants = new Map([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
])

/** @throws SyntaxError where no word begins */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  for (let rest = text.trimStart(); rest !== ''; ) {
    const token = tokenAt(rest)
    tokens.push(token)
    rest = rest.slice(token.text.length).trimStart()
  }
  return tokens
}

function tokenAt(rest: string): Token {
  const [digits] = number.exec(rest) ?? []
  if (digits) return { kind: 'value', text: digits, value: Number(digits) }
  const [text, double, single] = quoted.exec(rest) ?? []
  if (text) return { kind: 'value', text, value: double ?? single ?? '' }
  const [word] = name.exec(rest) ?? []
  if (word) return wordToken(word)
  const [found] = sign.exec(rest) ?? []
  if (found) return { kind: 'sign', text: found }
  throw new SyntaxError(`${[...rest][0] ?? ''} is no part of a condition.`)
}

function wordToken(text: string): Token {
  const value = constants.get(text)
  if (value !== undefined) return { kind: 'value', text, value }
  return words.has(text) ? { kind: 'sign', text } : { kind: 'name', text }
}
