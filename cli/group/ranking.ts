import { directionOf } from '@/lib/metrics/direction'
import { metric, table } from '../output'
import type { MetricValues } from '../run/telemetry'
import type { Task } from '../yaml/task'
import type { Child } from './sweep'
import type { Trial } from './trials'

/** What tells which run is best. */
export interface Target {
  metric: string
  /** The value to come close to; null: the better the more, or the less, by the name of the metric. */
  value: number | null
}

const metricsShown = 5

/** What tells which run of a task is best. */
export function targetOf(
  { targetMetric, targetValue }: Pick<Task, 'targetMetric' | 'targetValue'>,
  asked?: string,
): Target | null {
  if (asked) return { metric: asked, value: asked === targetMetric ? targetValue : null }
  return targetMetric ? { metric: targetMetric, value: targetValue } : null
}

/** The runs, best first; those that did not complete or did not measure it come last, in their order. */
export function ranked(children: Child[], target: Target | null): Child[] {
  if (!target) return children
  return children.toSorted(
    (a, b) => penaltyOf(a, target) - penaltyOf(b, target) || a.index - b.index,
  )
}

/** The best of the runs; null when none completed and measured what counts. */
export function bestOf(children: Child[], target: Target | null): Child | null {
  const [first] = ranked(children, target)
  return target && first && Number.isFinite(penaltyOf(first, target)) ? first : null
}

function penaltyOf({ report }: Child, target: Target): number {
  const value = report.metrics[target.metric]
  const isMeasured = typeof value === 'number' && Number.isFinite(value)
  if (!isMeasured || (report.state !== 'completed' && !report.reached)) return Number.MAX_VALUE * 2
  if (target.value !== null) return Math.abs(value - target.value)
  return directionOf(target.metric) === 'lower' ? value : -value
}

/** One line for each run: what was tried, what it measured, what it made. */
export function tableOf(children: Child[], varied: string[], target: Target | null): string[] {
  const keys = metricKeys(children, target)
  const rows = ranked(children, target).map(({ report, trial }) => [
    report.run,
    report.state,
    ...varied.map((name) => textOf(trial, name)),
    ...keys.map((key) => (key in report.metrics ? metric(report.metrics[key]) : '')),
    [...report.versions, ...report.datasets].join(', '),
  ])
  return table(['RUN', 'STATE', ...varied, ...keys, 'MADE'], rows)
}

/** `trees=50 max-depth=4`. */
export function trialText(trial: Trial, varied: string[]): string {
  return varied.map((name) => `${name}=${textOf(trial, name)}`).join(' ')
}

/** `accuracy=0.97 log_loss=0.2`: the first few. */
export function metricsText(metrics: MetricValues, target: Target | null): string {
  return keysOf(metrics, target)
    .map((key) => `${key}=${metric(metrics[key])}`)
    .join(' ')
}

function metricKeys(children: Child[], target: Target | null): string[] {
  const all = children.map(({ report }) => report.metrics)
  return keysOf(Object.assign({}, ...all) as MetricValues, target)
}

/** The one that counts, then others that are numbers. */
function keysOf(metrics: MetricValues, target: Target | null): string[] {
  const counted = Object.keys(metrics).filter(
    (key) => typeof metrics[key] === 'number' && key !== 'step' && key !== 'epoch',
  )
  const own = target && counted.includes(target.metric) ? [target.metric] : []
  return [...new Set([...own, ...counted])].slice(0, metricsShown)
}

function textOf(trial: Trial, name: string): string {
  return (trial.get(name) ?? []).join(',')
}
