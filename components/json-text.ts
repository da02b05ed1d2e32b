import type { Json } from '@/lib/view'

/** A value as people read it: a text as it is, anything else as JSON on one line with places to break at. */
export function jsonText(value: Json): string {
  if (typeof value === 'string') return value || '""'
  return JSON.stringify(value, null, 1).replace(/\n\s*/g, ' ')
}
