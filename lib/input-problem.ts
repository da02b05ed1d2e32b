import type { z } from 'zod'
import { plural } from './format'

/** What is wrong with a field, for those whose schema says nothing of its own. */
export function inputProblem(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'invalid_type')
    return issue.input === undefined
      ? 'It is missing.'
      : `Write ${types[issue.expected] ?? `a value of the type ${issue.expected}`}.`
  if (issue.code === 'invalid_value') return `Use one of: ${issue.values.join(', ')}.`
  if (issue.code === 'too_small')
    return `Write ${issue.inclusive ? 'at least' : 'more than'} ${amount(issue.origin, issue.minimum)}.`
  if (issue.code === 'too_big')
    return `Write ${issue.inclusive ? 'at most' : 'less than'} ${amount(issue.origin, issue.maximum)}.`
  if (issue.code === 'unrecognized_keys')
    return `Leave out ${issue.keys.join(', ')}: nothing here is called so.`
  if (issue.code === 'invalid_format') return formats[issue.format]
  // Of several forms, what is wrong in the one that was meant.
  if (issue.code === 'invalid_union')
    return issue.errors.find((of) =>
      of.some(({ path, code }) => path.length > 0 || code !== 'invalid_type'),
    )?.[0]?.message
  return undefined
}

const types: Partial<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
}

const formats: Partial<Record<string, string>> = {
  uuid: 'Write an id, as the hub prints it.',
  email: 'Write an address such as ana@acme.example.',
  url: 'Write an address with https://.',
  date: 'Write a day such as 2026-11-25.',
  datetime: 'Write a time with Z or an offset, such as 2026-11-25T10:00:00Z.',
}

const units: Partial<Record<string, string>> = {
  string: 'character',
  array: 'item',
  set: 'item',
}

function amount(origin: string, count: number | bigint): string {
  const unit = units[origin]
  return unit ? plural(Number(count), unit) : String(count)
}
