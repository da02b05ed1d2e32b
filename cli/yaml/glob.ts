import { posix } from 'node:path'
import { patternOf } from '../run/glob'

/**
 * Whether a name fits a pattern of an edge. Without a slash in it, the pattern is about the last part of the
 * name, wherever the file lies.
 */
export function fits(pattern: string, name: string): boolean {
  const shape = patternOf(pattern)
  return shape.test(name) || (!pattern.includes('/') && shape.test(posix.basename(name)))
}
