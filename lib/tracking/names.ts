import { posix } from 'node:path'
import { invalid } from '../errors'

/** What MLflow's clients expect of the names and texts that they log: limits, and the words of a refusal. */

/** Characters of the key of a metric, parameter or tag. */
export const maxKey = 250

const allowed = /^[/\p{L}\p{N}_.\- :]*$/u

/**
 * Throws invalid for a key that MLflow takes nowhere: it must be able to be a file's relative path. `path` says
 * where it stands in what was sent, `length` what a key that is too long is called.
 */
export function checkKey(key: string, path: string, length = path): void {
  const refuse = (why: string) =>
    invalid(`Invalid value ${JSON.stringify(key)} for parameter '${path}' supplied: ${why}`)
  if (!allowed.test(key))
    throw refuse(
      'Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).',
    )
  const isPlain = key.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
  if (!isPlain || key.startsWith('..'))
    throw refuse(
      `Names may be treated as files in certain cases, and must not resolve to other names when treated as such. This name would resolve to '${posix.normalize(key)}'`,
    )
  checkLength(key, maxKey, length)
}

export function checkLength(text: string, most: number, called: string): void {
  if (text.length > most && characters(text) > most)
    throw invalid(`'${called}' exceeds the maximum length of ${most} characters`)
}

/** The beginning of a text that is too long: MLflow cuts parameters and tags silently. */
export function cut(text: string, most: number): string {
  return text.length <= most ? text : [...text].slice(0, most).join('')
}

function characters(text: string): number {
  let count = 0
  for (const _ of text) count++
  return count
}
