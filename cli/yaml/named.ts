import { isMap, type Node } from 'yaml'
import { suggestion } from '@/lib/near'
import type { Reader } from './fields'

/** Things by name. Those that are there but wrong have been told of, and are not missing. */
export interface Named<T> {
  readable: ReadonlyMap<string, T>
  declared: ReadonlySet<string>
}

/** What a name means; reported when nothing is called so. */
export function lookUp<T>(
  { readable, declared }: Named<T>,
  name: string,
  what: string,
  at: Node | undefined,
  reader: Reader,
): T | undefined {
  const found = readable.get(name)
  if (!found && !declared.has(name))
    reader.problem(
      at,
      `There is no ${what} ${name}.`,
      suggestion(name, [...readable.keys()], `a ${what}`),
    )
  return found
}

/** The names that mappings give themselves. */
export function namesOf(nodes: (Node | undefined)[]): Set<string> {
  return new Set(nodes.flatMap((node) => (isMap(node) ? String(node.get('name') ?? '') : [])))
}
