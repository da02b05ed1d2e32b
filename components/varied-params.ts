import { ownValue } from '@/lib/own-value'
import type { Json } from '@/lib/view'

type Params = Readonly<Record<string, Json>>

/** The parameters in which runs differ, in order of name: those that a sweep was about. */
export function variedParams(all: readonly Params[]): string[] {
  const keys = [...new Set(all.flatMap((params) => Object.keys(params)))].sort()
  return keys.filter((key) => {
    const values = all.map((params) => JSON.stringify(ownValue(params, key)))
    return new Set(values).size > 1
  })
}

/** The points of a metric over a parameter, for the runs that have a number for both. */
export function scatterOf<R>(
  runs: readonly R[],
  x: (run: R) => Json | undefined,
  y: (run: R) => unknown,
): { run: R; x: number; y: number }[] {
  return runs.flatMap((run) => {
    const [across, up] = [x(run), y(run)]
    const isDrawable = typeof across === 'number' && typeof up === 'number'
    return isDrawable ? [{ run, x: across, y: up }] : []
  })
}
