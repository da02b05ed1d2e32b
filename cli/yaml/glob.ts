import { posix } from 'node:path'
import { globMatches } from '@/lib/glob'

/**
 * Whether the name of an output fits a pattern of an edge, which means what a pattern over the files of a
 * dataset means. Without a slash in it, it is about the last part of the name, wherever the file lies.
 */
export function fits(pattern: string, name: string): boolean {
  return (
    globMatches(pattern, name) ||
    (!pattern.includes('/') && globMatches(pattern, posix.basename(name)))
  )
}
