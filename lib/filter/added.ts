import { type NewTerm, withTerm } from './edit'
import { limits, operators } from './tree'

type Given = Readonly<Record<string, string | string[] | undefined>>

/**
 * The filter of an address, together with what plain controls add to it as `add.key`, `add.name`, `add.op`
 * and `add.value`: so a form without a script needs no more than fields.
 */
export function addedFilter(given: Given): string | undefined {
  // Too long to be read, but never so long that whoever lists would leave it out and show everything.
  const q = first(given.q)?.slice(0, limits.characters + 1)
  const term = addedTerm(given)
  return term ? withTerm(q ?? '', term) : q
}

function addedTerm(given: Given): NewTerm | null {
  const [key, name, value] = ['add.key', 'add.name', 'add.value'].map(
    (field) => first(given[field])?.trim() || null,
  )
  if (!key || !value) return null
  const op = operators.find((one) => one === first(given['add.op'])) ?? ':'
  const isList = op === ':' || op === '!='
  const values = isList ? value.split(',').flatMap((one) => one.trim() || []) : [value]
  // The field of the name may hold what was meant for another key.
  const isNamed = ['metric', 'param', 'field'].includes(key)
  return /^[a-z]+$/.test(key) && values.length
    ? { key, name: isNamed ? (name ?? null) : null, op, values }
    : null
}

function first(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value
}
