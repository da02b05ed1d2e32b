import type { Json } from '@/lib/view'
import { splitPair } from './parameters'

/** `--option key=value` given several times, as an object. */
export function pairs<T>(
  given: string[] | undefined,
  option: string,
  read: (text: string, option: string) => T,
): Record<string, T> {
  const entries = (given ?? []).map((pair): [string, T] => {
    const [key, text] = splitPair(pair, option)
    return [key, read(text, `${option} ${key}`)]
  })
  return Object.fromEntries(entries)
}

/** JSON where it is JSON (0.1, true, [1,2]), otherwise the text itself. */
export function readValue(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    return text
  }
}
