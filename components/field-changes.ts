import type { Json } from '@/lib/view'

export interface FieldChange {
  /** Dotted path of the field. */
  field: string
  /** Undefined: the field was not there. */
  before: Json | undefined
  after: Json | undefined
}

/**
 * The fields in which two JSON values differ. Objects are opened, and so are lists of things that have names;
 * other lists are compared whole.
 */
export function fieldChanges(before: Json, after: Json): FieldChange[] {
  return walk('', before ?? undefined, after ?? undefined)
}

function walk(field: string, before: Json | undefined, after: Json | undefined): FieldChange[] {
  const left = byName(before)
  const right = byName(after)
  if ((left || right) && (left || isNothing(before)) && (right || isNothing(after)))
    return walk(field, left ?? {}, right ?? {})
  if (isObject(before) || isObject(after)) {
    const from = isObject(before) ? before : {}
    const to = isObject(after) ? after : {}
    const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])].sort()
    return keys.flatMap((key) => walk(field ? `${field}.${key}` : key, from[key], to[key]))
  }
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ field, before, after }]
}

function isNothing(value: Json | undefined): boolean {
  return value === undefined || (Array.isArray(value) && value.length === 0)
}

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A list of things with different names, as an object of these; null for any other value. */
function byName(value: Json | undefined): { [key: string]: Json } | null {
  if (!Array.isArray(value) || value.length === 0) return null
  const named = value.map((one) => [isObject(one) ? one.name : null, one] as const)
  const names = new Set(named.map(([name]) => name))
  if (names.size < value.length || !named.every(([name]) => typeof name === 'string')) return null
  return Object.fromEntries(
    named.map(([name, one]) => {
      const { name: _name, ...rest } = one as { [key: string]: Json }
      return [String(name), rest]
    }),
  )
}
