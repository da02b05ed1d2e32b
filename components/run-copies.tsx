import type { Run } from '@/lib/runs/view'
import { LatestValues } from './latest-values'
import { ParamsTable } from './params-table'
import { Section } from './ui/section'

/** What a version takes over from the run that it is registered from. */
export function RunCopies({ run }: { run: Pick<Run, 'summary' | 'params' | 'state'> }) {
  const metrics = Object.fromEntries(
    Object.entries(run.summary).filter(([, value]) => isMetric(value)),
  )
  const open = run.state === 'running' || run.state === 'queued'
  return (
    <>
      <Section title="Metrics that are copied">
        {Object.keys(metrics).length > 0 ? (
          <LatestValues summary={metrics} />
        ) : (
          <p className="text-ink-2">The run reported no metrics.</p>
        )}
        {open && <p className="text-ink-2">They are copied again when the run finishes.</p>}
      </Section>
      <Section title="Parameters that are copied">
        {Object.keys(run.params).length > 0 ? (
          <ParamsTable params={run.params} />
        ) : (
          <p className="text-ink-2">The run was given no parameters.</p>
        )}
      </Section>
    </>
  )
}

function isMetric(value: Run['summary'][string]): boolean {
  return typeof value === 'number' || ['NaN', 'Infinity', '-Infinity'].includes(String(value))
}
