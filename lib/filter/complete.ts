import { type FilterKey, filterKeys, type Subject } from './keys'
import { isBareName, isBareValue, quoted, type Token, tokensOf } from './tokens'
import type { Place, Term } from './tree'

/** What is being typed: a key (or a word that may become one), or a value of a key. */
export interface Completion {
  kind: 'key' | 'value'
  /** The key, once it is known: of a value, and of a name such as the accuracy of `metric.accuracy`. */
  key?: string
  /** What stands after the dot, as far as it is written. */
  name?: string
  /** What is written so far of the key or the value. */
  text: string
  /** What the completed text takes the place of. */
  from: number
  to: number
}

/** What is being typed at an offset of a filter; null where nothing can be suggested. Total. */
export function completionAt(text: string, offset: number): Completion | null {
  const at = Math.max(0, Math.min(offset, text.length))
  const { tokens } = tokensOf(text)
  const index = tokens.findIndex((token) => token.at < at && at <= end(token))
  const token = tokens[index]
  if (!token || token.kind === '(' || token.kind === ')' || token.kind === '-')
    return { kind: 'key', text: '', from: at, to: at }
  if (token.kind !== 'operand') return keyCompletion(text, at, token)
  if (token.of.kind === 'term') return ofTerm(text, at, token.of)
  if (!token.of.exact) return keyCompletion(text, at, token)
  return quotedName(text, at, tokens[index - 1], token)
}

function ofTerm(text: string, at: number, term: Term): Completion {
  const { key, values } = term.places
  // A pasted URI has no key of its own.
  if (at <= end(key) && values[0]?.at !== key.at) {
    const to = end(key)
    return { ...keyCompletion(text, at, { at: key.at, length: key.length }), to }
  }
  const value = values.find((one) => one.at <= at && at <= end(one)) ?? { at, length: 0 }
  return {
    kind: 'value',
    key: term.key,
    ...(term.name !== null && { name: term.name }),
    text: unquoted(text.slice(value.at, at)),
    from: value.at,
    to: end(value),
  }
}

function keyCompletion(text: string, at: number, place: Place): Completion {
  const typed = text.slice(place.at, at)
  const to = end(place)
  const [, key, name] = /^([A-Za-z][\w-]*)\.(.*)$/s.exec(typed) ?? []
  const named = key === undefined ? {} : { key: key.toLowerCase(), name: unquoted(name ?? '') }
  return { kind: 'key', ...named, text: typed, from: place.at, to }
}

/** A name whose quote is still open: `metric."val ac`. Other words in quotes are nobody's to complete. */
function quotedName(text: string, at: number, before: Token | undefined, token: Place) {
  const isName = before && end(before) === token.at && text[token.at - 1] === '.'
  return isName ? keyCompletion(text, at, { at: before.at, length: end(token) - before.at }) : null
}

export interface Suggestion {
  text: string
  kind: 'key' | 'value'
  help?: string
  count?: number
}

/** The keys that begin as what is typed, as they are written: `state:`, or `metric.` where a name follows. */
export function suggestedKeys(subject: Subject, { text }: Completion): Suggestion[] {
  const typed = text.toLowerCase()
  const keys: readonly FilterKey[] = filterKeys[subject]
  return keys
    .filter(({ key }) => key.startsWith(typed))
    .map(({ key, named, help }) => ({ text: `${key}${named ? '.' : ':'}`, kind: 'key', help }))
}

/** How a value or a name is written. */
export const asValue = (text: string) => (isBareValue(text) ? text : quoted(text))
export const asName = (text: string) => (isBareName(text) ? text : quoted(text))

/** The text with a suggestion in its place, and where one goes on typing. */
export function accept(
  text: string,
  { from, to }: Pick<Completion, 'from' | 'to'>,
  suggestion: Suggestion,
): { text: string; at: number } {
  const rest = text.slice(to)
  const hasOperator = /^\s*[:=<>!]/.test(rest)
  const kept = hasOperator ? suggestion.text.replace(/[:>]$/, '') : suggestion.text
  const isDone = suggestion.kind === 'value' && rest === ''
  const written = isDone ? `${kept} ` : kept
  return { text: text.slice(0, from) + written + rest, at: from + written.length }
}

function unquoted(text: string): string {
  if (/^[“”„]/.test(text)) return text.slice(1).replace(/[“”]$/, '')
  return text.startsWith('"')
    ? text
        .slice(1)
        .replace(/(?<!\\)"$/, '')
        .replace(/\\(["\\])/g, '$1')
    : text
}

function end({ at, length }: Place): number {
  return at + length
}
