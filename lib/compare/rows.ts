import type { Comparison } from './view'

/** Whether all values are the same. Pure, like all here: for pages, files and the terminal alike. */
export function allSame(values: readonly unknown[]): boolean {
  const [first, ...others] = values.map((value) => JSON.stringify(value ?? null))
  return others.every((other) => other === first)
}

/** A comparison without the rows in which all versions agree. */
export function onlyDifferences(comparison: Comparison): Comparison {
  const differs = ({ values }: { values: readonly unknown[] }) => !allSame(values)
  const { metrics, params, data, environment, files } = comparison
  return {
    ...comparison,
    metrics: metrics.filter(differs),
    params: params.filter(differs),
    data: data.filter(differs),
    environment: environment.filter(differs),
    files: files.filter(differs),
  }
}

/** How many rows are left out of it so. */
export function countSame(comparison: Comparison): number {
  const { metrics, params, data, environment, files } = comparison
  const all = [...metrics, ...params, ...data, ...environment, ...files]
  return all.filter(({ values }) => allSame(values)).length
}

/** The same with the base before the others. */
export function baseFirst(comparison: Comparison): Comparison {
  const { base, versions, durations } = comparison
  const at = versions.findIndex(({ uri }) => uri === base)
  const moved = <T>(values: readonly T[]): T[] => [
    ...values.slice(at, at + 1),
    ...values.slice(0, Math.max(at, 0)),
    ...values.slice(at + 1),
  ]
  const within = <T, R extends { values: T[] }>(rows: readonly R[]): R[] =>
    rows.map((row) => ({ ...row, values: moved(row.values) }))
  return {
    ...comparison,
    versions: moved(versions),
    metrics: within(comparison.metrics),
    params: within(comparison.params),
    data: within(comparison.data),
    environment: within(comparison.environment),
    files: within(comparison.files),
    durations: moved(durations),
  }
}
