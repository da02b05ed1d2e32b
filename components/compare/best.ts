import { type Direction, isFiniteNumber } from '@/lib/metrics/direction'

/**
 * Where the best of some values stand; several where they are equal, none where all are or there is only
 * one to speak of.
 */
export function bestOf(values: readonly unknown[], direction: Direction): Set<number> {
  const finite = values.filter(isFiniteNumber)
  const best = finite.reduce(
    (a, b) => (direction === 'lower' ? Math.min(a, b) : Math.max(a, b)),
    direction === 'lower' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY,
  )
  if (finite.length < 2 || finite.every((value) => value === best)) return new Set()
  return new Set(values.flatMap((value, at) => (value === best ? [at] : [])))
}
