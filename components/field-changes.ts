import type { Json } from '@/lib/view'

export interface FieldChange {
  /** Dotted path of the field. */
  field: string
  /** Undefined: the field was not there. */
  before: Json | undefined
  after: Json | undefined
}

/** The fields in which two JSON values differ, objects opened, lists compared whole. */
export function fieldChanges(before: Json, after: Json): FieldChange[] {
  return walk('', before ?? undefined, after ?? undefined)
}

function walk(field: string, before: Json | undefined, after: Json | undefined): FieldChange[] {
  if (isObject(before) || isObject(after)) {
    const left = isObject(before) ? before : {}
    const right = isObject(after) ? after : {}
    const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])].sort()
    return keys.flatMap((key) => walk(field ? `${field}.${key}` : key, left[key], right[key]))
  }
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ field, before, after }]
}

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
