import { nearest } from '../near'
import { formatVersion, parseUri } from '../uri'
import { type FilterKey, filterKeys, findKey, type Subject, subjects } from './keys'
import { readFilter } from './parse'
import { printKey, printTerm } from './print'
import type { Filter, Parsed, Place, Problem, Term } from './tree'
import {
  readBytes,
  readCount,
  readDataset,
  readDuration,
  readMetric,
  readNumber,
  readRun,
  readStretch,
  readTime,
} from './values'

/** Reads a filter and holds it against what can be asked of its subject. Total. */
export function parsedFilter(text: string, subject: Subject): Parsed {
  const { filter, problems } = readFilter(text)
  const all = [...problems, ...checkFilter(filter, subject)].sort((one, other) => one.at - other.at)
  return all.length ? { ok: false, problems: all } : { ok: true, filter }
}

/** What of a filter cannot be asked of the subject. */
function checkFilter(filter: Filter | null, subject: Subject): Problem[] {
  return termsOf(filter).flatMap((term) => problemsOf(term, subject))
}

/** Every term of a filter, in the order of the text. */
function termsOf(filter: Filter | null): Term[] {
  if (!filter || filter.kind === 'word') return []
  if (filter.kind === 'term') return [filter]
  return filter.kind === 'not' ? termsOf(filter.of) : filter.of.flatMap(termsOf)
}

function problemsOf(term: Term, subject: Subject): Problem[] {
  const key = findKey(subject, term.key)
  const at = term.places.key
  if (!key) return [{ ...at, message: unknownKey(term, subject) }]
  if (key.named && term.name === null)
    return [{ ...at, message: `Say ${key.named} after a dot, as in ${key.example}.` }]
  if (!key.named && term.name !== null)
    return [{ ...at, message: `${key.key} has nothing after a dot. Write ${key.example}.` }]
  if (!key.operators.includes(term.op)) {
    const taken = `${key.key} takes : and !=, not ${term.op}.`
    return [{ ...place(term), message: `${taken} Write ${key.example}.` }]
  }
  if (isComparison(term) && term.values.length > 1)
    return [{ ...place(term), message: `${term.op} takes one value, not a list.` }]
  return term.values.flatMap((value, index) => {
    const message = valueProblem(key, term, value, subject)
    return message ? [{ ...(term.places.values[index] ?? place(term)), message }] : []
  })
}

function unknownKey(term: Term, subject: Subject): string {
  const { key, name, op } = term
  const said = `There is no key ${key}.`
  const keys: readonly FilterKey[] = filterKeys[subject]
  const elsewhere = subjects.filter((other) => other !== subject && findKey(other, key))
  if (elsewhere.length)
    return `${key} can be asked of ${elsewhere.join(' and ')}, not of ${subject}.`
  const near = nearest(
    key,
    keys.map((known) => known.key),
  )
  if (near) return `${said} Did you mean ${near}?`
  if (isComparison(term) && name === null)
    return `${said} Did you mean ${printTerm({ ...term, key: 'metric', name: key })}?`
  if (op !== ':') return said
  return `${said} Put it in quotes to search for the words.`
}

function valueProblem(key: FilterKey, term: Term, value: string, subject: Subject): string | null {
  const said = printKey(term.key, term.name)
  if (key.kind === 'choice') return choiceProblem(key, value)
  if (['model', 'name'].includes(key.key) && value.startsWith('model://'))
    return modelProblem(value, subject)
  const right = reader(key, term)
  return right === null || right.reads(value) ? null : `${said} takes ${right.what}, not ${value}.`
}

function choiceProblem({ key, choices }: FilterKey, value: string): string | null {
  if (choices.includes(value)) return null
  const near = nearest(value, choices)
  if (near) return `${key} is never ${value}. Did you mean ${near}?`
  return `${key} is ${inWords(choices)}, not ${value}.`
}

interface Right {
  what: string
  reads: (value: string) => boolean
}

const aNumber: Right = { what: 'a number', reads: (value) => readNumber(value) !== null }
const aTime: Right = {
  what: 'a date such as 2026-01-05 or 2026-01, or an age such as 30d, 12h, 2w, 6mo or 1y',
  // Whether it can be read does not depend on the present.
  reads: (value) => readTime(value, new Date(0)) !== null,
}

/** How a value must read; null where any text will do. */
function reader({ kind }: FilterKey, term: Term): Right | null {
  const compares = isComparison(term)
  switch (kind) {
    case 'metric':
      return compares ? aNumber : { what: 'a number', reads: (value) => readMetric(value) !== null }
    case 'param':
      return compares ? aNumber : null
    case 'field':
      return compares
        ? {
            what: 'a number or a date',
            reads: (value) => aNumber.reads(value) || readStretch(value) !== null,
          }
        : null
    case 'number':
      return { what: 'a whole number', reads: (value) => readCount(value) !== null }
    case 'bytes':
      return { what: 'a size such as 10MB', reads: (value) => readBytes(value) !== null }
    case 'duration':
      return {
        what: 'a duration such as 90s, 10m or 2h',
        reads: (value) => readDuration(value) !== null,
      }
    case 'time':
      return aTime
    case 'dataset':
      return {
        what: 'a dataset such as credit, or a version of it such as credit/v2',
        reads: (value) => readDataset(value) !== null,
      }
    case 'run':
      return {
        what: 'a run such as churn/12 or run://churn/12',
        reads: (value) => readRun(value) !== null,
      }
    default:
      return null
  }
}

/** No key has the URI of a model for a value, but each part of it has a key. */
function modelProblem(value: string, subject: Subject): string {
  const parsed = parseUri(value)
  if (!parsed.ok || parsed.uri.kind !== 'model') return 'Write model: and the name of a model.'
  const { model, version } = parsed.uri
  const isOfRuns = subject === 'runs' || version === null
  if (isOfRuns) return `Write model:${model}.`
  return version.kind === 'number'
    ? `Write model:${model} version:${version.number}.`
    : `Write model:${model} alias:${formatVersion(version)}.`
}

function isComparison({ op }: Term): boolean {
  return op.startsWith('>') || op.startsWith('<')
}

function inWords(choices: readonly string[]): string {
  const last = choices.at(-1) ?? ''
  return choices.length > 1 ? `${choices.slice(0, -1).join(', ')} or ${last}` : last
}

function place({ at, length }: Place): Place {
  return { at, length }
}
