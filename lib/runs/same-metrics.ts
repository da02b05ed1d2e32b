import { metricValue } from '../metrics/value'
import type { ReproducedMetric } from './reproduction-view'

/** The latest number by key, as PostgreSQL's JSON says it: NaN and the infinities as words. */
export type Summary = Record<string, number | string>

/** Sets what a run measured beside what the run that followed its record did, key by key. */
export function comparedMetrics(original: Summary, reproduced: Summary): ReproducedMetric[] {
  const keys = new Set([...Object.keys(original), ...Object.keys(reproduced)])
  return [...keys].sort().map((key) => compared(key, original[key], reproduced[key]))
}

function compared(key: string, before?: number | string, after?: number | string) {
  const [first, second] = [before, after].map((value) =>
    value === undefined ? null : Number(value),
  )
  const isBoth = first != null && second != null
  const difference = isBoth ? second - first : Number.NaN
  return {
    key,
    original: first == null ? null : metricValue(first),
    reproduced: second == null ? null : metricValue(second),
    difference: Number.isFinite(difference) ? difference : null,
    equal: isBoth && (first === second || (Number.isNaN(first) && Number.isNaN(second))),
  }
}
