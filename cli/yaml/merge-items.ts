import { isMap, type Node } from 'yaml'
import type { Reader } from './fields'

/**
 * The items of a list over those of a base. The last of those with the same name counts, in the place of the
 * first.
 * @param read reads one; what it does not say is as in the base
 */
export function mergeItems<T extends { name: string }>(
  what: string,
  items: Node[],
  base: T[],
  reader: Reader,
  read: (item: Node, base: T | undefined) => T | undefined,
): T[] {
  const all = new Map(base.map((one) => [one.name, one]))
  const seen = new Set<string>()
  for (const item of items) {
    const name = isMap(item) ? String(item.get('name') ?? '') : ''
    const one = read(item, all.get(name))
    if (!one) continue
    if (seen.has(one.name))
      reader.warning(
        item,
        `There are two ${what}s ${one.name}; the last one counts.`,
        'Remove one of them.',
      )
    seen.add(one.name)
    all.set(one.name, one)
  }
  return [...all.values()]
}
