import { type Terminal, tell } from '../output'
import { metricsText, type Target, trialText } from './ranking'
import type { Child } from './sweep'

/** One line for a run that has ended. */
export function tellChild(
  terminal: Terminal,
  { report, trial, seconds }: Child,
  place: string,
  varied: string[],
  target: Target | null,
): void {
  const parts = [
    place,
    report.run,
    report.state,
    trialText(trial, varied),
    report.state === 'error' ? (report.reason ?? '') : metricsText(report.metrics, target),
    ...report.versions,
    ...report.datasets,
    `${seconds.toFixed(1)} s`,
  ]
  tell(terminal, parts.filter(Boolean).join('  '))
  for (const { message } of report.alerts) tell(terminal, `Alert: ${report.run}: ${message}`)
}
