import type { Json } from '@/db/json'

const pattern =
  /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::(\d{2})(?:[.,](\d{1,3})\d*)?)?\s?(Z|[+-]\d{2}:?\d{2})?(?:\[.*\])?$/i

/**
 * The instant of an event. Without a zone it is UTC, past the millisecond it is cut; what is no time, or far
 * from any that a run could have, is the moment it arrived.
 */
export function readTime(value: Json | undefined, now: Date, warnings: string[]): Date {
  const [, day, minute, second = '00', fraction = '0', zone] = pattern.exec(String(value)) ?? []
  const text = `${day}T${minute}:${second}.${fraction.padEnd(3, '0')}${zone?.toUpperCase() ?? 'Z'}`
  const time = Date.parse(text)
  const year = new Date(time).getUTCFullYear()
  if (day === undefined || Number.isNaN(time) || year < 1970 || year > 2200) {
    warnings.push('Its eventTime is no time; taken as the moment it arrived.')
    return now
  }
  if (zone === undefined) warnings.push('Its eventTime has no zone; taken as UTC.')
  return new Date(time)
}
