import type { Variant, VariantChange } from '@/lib/deployments/view'

type Part = Pick<Variant, 'uri' | 'name' | 'weight'>

/** One version in two splits; null where it is not in one of them. */
export type SplitChange = Pick<VariantChange, 'uri' | 'name' | 'from' | 'to'>

/** What differs between two splits, version by version, in the order of the later one. */
export function splitChanges(before: readonly Part[], after: readonly Part[]): SplitChange[] {
  const keyOf = ({ uri, name }: Part) => `${name} ${uri}`
  const earlier = new Map(before.map((part) => [keyOf(part), part]))
  const later = new Set(after.map(keyOf))
  const change = (part: Part, was: number | null, is: number | null): SplitChange => ({
    ...{ uri: part.uri, name: part.name },
    ...{ from: was, to: is },
  })
  return [
    ...after.map((part) => change(part, earlier.get(keyOf(part))?.weight ?? null, part.weight)),
    ...before
      .filter((part) => !later.has(keyOf(part)))
      .map((part) => change(part, part.weight, null)),
  ]
}

/** What happens to a version, in words. */
export function changeWords({ from, to }: SplitChange): string {
  if (from === null) return 'comes in'
  if (to === null) return 'goes out'
  if (from === to) return 'stays'
  return to > from ? 'gets more' : 'gets less'
}
