/** Where values lie on an axis: from its low to its high end, evenly or by their logarithms. */
export interface PlotScale {
  low: number
  high: number
  log: boolean
}

/** Room beyond the outermost values, as a part of the axis, so that no mark stands on its edge. */
const room = 0.06

/** The axis for some values, which are finite, and above zero where it is logarithmic. */
export function scaleOf(values: readonly number[], log = false): PlotScale {
  const low = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
  const high = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  if (low > high) return log ? { low: 1, high: 10, log } : { low: 0, high: 1, log }
  // Values that differ in their last digits only leave nothing to take a part of.
  const flat = high - low <= Math.max(Math.abs(low), Math.abs(high)) * 1e-12
  if (log) {
    const factor = flat ? 2 : (high / low) ** room
    return { low: low / factor, high: high * factor, log }
  }
  const beyond = flat ? Math.abs(low) * 0.1 || 1 : (high - low) * room
  return { low: low - beyond, high: high + beyond, log }
}

/** Where a value lies on the axis: 0 at its low end, 1 at its high end. */
export function shareOf(value: number, { low, high, log }: PlotScale): number {
  return log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low)
}
