import { invalid } from '../errors'
import { literalTail } from './like'
import type { Comparison, Name, Ordering } from './parse'

/** What of a thing a clause may be about. */
export const kinds = ['attribute', 'metric', 'parameter', 'tag', 'dataset'] as const
export type Kind = (typeof kinds)[number]

/** Whole numbers may also be given as their digits in quotes. */
export type AttributeType = 'text' | 'number' | 'whole'

/** The names and operators that a search knows. */
export interface Vocabulary {
  /** Which word before the dot means what. */
  prefixes: Record<string, Kind>
  /** Every name of an attribute, and the one that it is known by here. */
  attributes: Record<string, string>
  /** Of the attributes that are no texts. */
  numeric: Record<string, Exclude<AttributeType, 'text'>>
  /** The attributes that a list may be given for. */
  listed: readonly string[]
  /** The kinds of which IS NULL may be asked. */
  nullable: readonly Kind[]
  /** Names of attributes that can be sorted by, where these are others. */
  sorted?: Record<string, string>
  /** The kinds that can be sorted by besides attributes. */
  sortedKinds: readonly Kind[]
}

/** A clause that has been checked. Operators are those of SQL. */
export type Condition = { kind: Kind; key: string } & (
  | { operator: NumberOperator; number: number }
  | { operator: TextOperator; text: string }
  | { operator: ListOperator; texts: string[] }
  | { operator: NullOperator }
)

export const numberOperators = ['=', '!=', '>', '>=', '<', '<='] as const
export const textOperators = ['=', '!=', 'LIKE', 'ILIKE'] as const
const listOperators = ['IN', 'NOT IN'] as const
const nullOperators = ['IS NULL', 'IS NOT NULL'] as const
export type NumberOperator = (typeof numberOperators)[number]
export type TextOperator = (typeof textOperators)[number]
export type ListOperator = (typeof listOperators)[number]
type NullOperator = (typeof nullOperators)[number]

/** A name that has been looked up. Throws invalid for one that there is not. */
export function meaningOf(
  { entity, key }: Name,
  vocabulary: Vocabulary,
  attributes = vocabulary.attributes,
) {
  const { prefixes } = vocabulary
  const kind = entity === null ? 'attribute' : own(prefixes, entity)
  if (!kind)
    throw invalid(
      `Invalid entity type '${entity}'. Valid values are ${quoted([...new Set(Object.values(prefixes))])}`,
    )
  if (kind === 'dataset' && !datasetKeys.includes(key))
    throw invalid(`Invalid dataset key '${key}' specified. Valid keys are ${quoted(datasetKeys)}`)
  if (kind !== 'attribute') return { kind, key }
  const name = own(attributes, key)
  if (!name)
    throw invalid(
      `Invalid attribute key '${key}' specified. Valid keys are ${quoted(Object.keys(attributes))}`,
    )
  return { kind, key: name }
}

/** Checks a clause against what a search knows. Throws invalid, in the words that clients look for. */
export function conditionOf(comparison: Comparison, vocabulary: Vocabulary): Condition {
  const { kind, key } = meaningOf(comparison, vocabulary)
  const { operator, value } = comparison
  const type = typeOf(kind, key, vocabulary)
  if (value === null) {
    if (!isOneOf(nullOperators, operator) || !vocabulary.nullable.includes(kind))
      throw invalid(
        `IS NULL / IS NOT NULL is only supported for ${vocabulary.nullable.map((one) => `${one}s`).join(' and ') || 'nothing here'}, not for '${kind}' '${key}'`,
      )
    return { kind, key, operator }
  }
  if (type !== 'text') {
    const number = numberIn(value, kind, key, type)
    if (!isOneOf(numberOperators, operator)) throw noSuchOperator(operator, numberOperators)
    return { kind, key, operator, number }
  }
  if (value.kind === 'list') {
    const takes = kind === 'dataset' || (kind === 'attribute' && vocabulary.listed.includes(key))
    if (kind === 'attribute' && !takes)
      throw invalid(
        `Only ${quoted(vocabulary.listed)} attributes support comparison with a list of quoted string values.`,
      )
    if (!takes || !isOneOf(listOperators, operator)) throw noSuchOperator(operator, textOperators)
    return { kind, key, operator, texts: value.texts }
  }
  if (value.kind === 'word')
    throw invalid(
      `Parameter value is either not quoted or unidentified quote types used for string value ${value.text}. Use either single or double quotes.`,
    )
  if (value.kind === 'number')
    throw invalid(
      `Expected a quoted string value for ${kind === 'attribute' ? 'attributes' : kind} (e.g. 'my-value'). Got value ${value.text}`,
    )
  if (!isOneOf(textOperators, operator)) throw noSuchOperator(operator, textOperators)
  if (!operator.endsWith('LIKE')) return { kind, key, operator, text: value.text }
  if (value.text.split('%').length > mostWildcards + 1)
    throw invalid(`A pattern for ${operator} has at most ${mostWildcards} signs %.`)
  return { kind, key, operator, text: literalTail(value.text) }
}

/** PostgreSQL goes one level deeper for each, and its stack has an end. */
const mostWildcards = 100

const mostOrderings = 20

/** Looks up what is to be sorted by. Throws invalid for what cannot be, and for the same twice. */
export function orderingsOf(
  orderings: readonly Ordering[],
  vocabulary: Vocabulary,
): { kind: Kind; key: string; descending: boolean }[] {
  if (orderings.length > mostOrderings)
    throw invalid(`order_by names more than ${mostOrderings} fields.`)
  const seen = new Set<string>()
  return orderings.map((ordering) => {
    const { kind, key } = meaningOf(ordering, vocabulary, vocabulary.sorted)
    if (kind !== 'attribute' && !vocabulary.sortedKinds.includes(kind))
      throw invalid(`Invalid order_by entity: ${kind}`)
    const name = `${kind}.${key}`
    if (seen.has(name)) throw invalid(`\`order_by\` contains duplicate fields: ${name}`)
    seen.add(name)
    return { kind, key, descending: ordering.descending }
  })
}

function typeOf(kind: Kind, key: string, { numeric }: Vocabulary): AttributeType {
  if (kind === 'metric') return 'number'
  return kind === 'attribute' ? (own(numeric, key) ?? 'text') : 'text'
}

function numberIn(
  value: NonNullable<Comparison['value']>,
  kind: Kind,
  key: string,
  type: 'number' | 'whole',
): number {
  const isDigits = value.kind === 'text' && /^-?\d{1,15}$/.test(value.text)
  if (type === 'whole' && isDigits) return Number(value.text)
  if (value.kind !== 'number')
    throw invalid(
      kind === 'metric'
        ? `Expected numeric value type for metric. Found ${toldIn(value)}`
        : `Expected numeric value type for numeric attribute: ${key}. Found ${toldIn(value)}`,
    )
  if (type === 'whole' && !Number.isInteger(value.number))
    throw invalid(`Invalid value for numeric attribute '${key}': ${value.text}`)
  return value.number
}

const toldIn = (value: NonNullable<Comparison['value']>) =>
  value.kind === 'list' ? 'a list' : value.kind === 'text' ? `'${value.text}'` : value.text

const noSuchOperator = (operator: string, known: readonly string[]) =>
  invalid(`Invalid comparator '${operator}' not one of ${quoted(known)}`)

const datasetKeys: readonly string[] = ['name', 'digest', 'context']

const quoted = (names: readonly string[]) => `[${names.map((name) => `'${name}'`).join(', ')}]`

const own = <T>(table: Record<string, T>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined

const isOneOf = <T extends string>(known: readonly T[], text: string): text is T =>
  known.some((one) => one === text)
