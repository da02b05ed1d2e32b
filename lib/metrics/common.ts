/** How many of several things have each key, the commonest first; of equally common ones by name. */
export function byCommonness(things: Iterable<Iterable<string>>): [key: string, count: number][] {
  const counts = new Map<string, number>()
  for (const keys of things) for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  return [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
}
