import { type PlotSearch, paths } from '@/lib/paths'
import type { PlotOptions, PlotSource } from './metric-groups'
import { MetricPlots } from './metric-plots'
import { PlotControls } from './plot-controls'
import { Section } from './ui/section'

export interface RunCurvesProps {
  org: string
  project: string
  run: number
  /** What the address says of how they are drawn. */
  values: PlotSearch
  options: PlotOptions
  /** The run itself first, then those that it is laid over. */
  sources: readonly PlotSource[]
  /** The numbers of those, as they were found. */
  others: readonly number[]
  /** Numbers in the address that are no run of the project, or no metric was reported by. */
  missing: readonly number[]
}

/** The curves of a run with the ways to draw them, and everything it reported as a file. */
export function RunCurves(props: RunCurvesProps) {
  const { org, project, run, values, options, sources, others, missing } = props
  if (!sources.some(({ series }) => series.length > 0)) return null
  return (
    <Section
      title="Curves"
      aside={
        <span className="inline-flex gap-3" data-screen-only="">
          <span>All values:</span>
          <a href={paths.runMetrics(org, project, run, 'csv')} download className="link">
            CSV
          </a>
          <a href={paths.runMetrics(org, project, run, 'json')} download className="link">
            JSON
          </a>
        </span>
      }
    >
      <PlotControls {...{ org, project, run, values, others }} />
      {missing.length > 0 && (
        <p className="text-ink-2">
          There is nothing to draw of {missing.map((number) => `#${number}`).join(', ')} in{' '}
          {project}.
        </p>
      )}
      <MetricPlots sources={sources} options={options} />
    </Section>
  )
}
