import type { MetricSeries } from './view'

/** As many points of a series as a plot has room for. */
export const drawnPoints = 400

/**
 * The series that make a curve. A value reported without a step beside others that have one is a summary,
 * not a point between them; a single value is no curve.
 */
export function curvesOf(series: readonly MetricSeries[]): MetricSeries[] {
  return series.map(onOneAxis).filter(({ points }) => points.length > 1)
}

function onOneAxis(series: MetricSeries): MetricSeries {
  const stepped = series.points.filter(({ step }) => step !== null)
  return stepped.length > 0 ? { ...series, points: stepped } : series
}
