import { count, metric } from '@/lib/format'

export interface PlotAxes {
  /** What the horizontal axis counts, before a value: "step 12". */
  unit: string
  log: boolean
  /** A value of the horizontal axis in words. */
  label(x: number): string
}

export type PlotUnit = 'step' | 'report' | 'time' | 'date'

/** The axes of a plot by what its horizontal one counts. */
export function axesOf(unit: PlotUnit, log: boolean): PlotAxes {
  if (unit === 'time') return { unit: 'after', log, label: spanLabel }
  if (unit === 'date') return { unit: 'from', log, label: dateLabel }
  return { unit, log, label: (x) => (Number.isInteger(x) ? count(x) : metric(x)) }
}

/** Seconds as a label: "40 s", "12 min", "3.5 h", "2 d". */
export function spanLabel(seconds: number): string {
  const size = Math.abs(seconds)
  if (size < 120) return `${tidy(seconds)} s`
  if (size < 7200) return `${tidy(seconds / 60)} min`
  if (size < 172_800) return `${tidy(seconds / 3600)} h`
  return `${tidy(seconds / 86_400)} d`
}

/** Seconds since 1970 as a label: "26 Nov 14:00", UTC. */
export function dateLabel(seconds: number): string {
  const [, month = '', day = '', hour = ''] =
    /^.{5}(\d\d)-(\d\d)T(.{5})/.exec(new Date(seconds * 1000).toISOString()) ?? []
  return `${Number(day)} ${months[Number(month) - 1]} ${hour}`
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

function tidy(value: number): string {
  return metric(Number(value.toFixed(Math.abs(value) < 10 ? 1 : 0)))
}
