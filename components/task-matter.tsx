import { count, metric } from '@/lib/format'
import type { Group } from '@/lib/groups/view'
import { paths } from '@/lib/paths'
import { commonMetrics } from './common-metrics'
import { jsonText } from './json-text'
import { PointPlot } from './plot/point-plot'
import { scaleOf } from './plot/scale'
import type { PlotPoint } from './plot/view'
import { numberOf } from './run-table'
import { SweepTable } from './sweep-table'
import { Disclosure } from './ui/disclosure'
import { Section } from './ui/section'
import { TextLink } from './ui/text-link'
import { scatterOf, variedParams } from './varied-params'

const mostParams = 6
const mostMetrics = 4
const mostPlots = 4
const plotHeight = 220

/** A step run many times: every run with what set it apart, and how its metrics follow that. */
export function TaskMatter({ org, group }: { org: string; group: Group }) {
  const { runs, plan, project } = group
  const params = variedParams(runs.map((run) => run.params))
  const metrics = commonMetrics(
    runs.map(({ summary }) => summary),
    mostMetrics,
  )
  const made = Object.values(group.counts).reduce((sum, some) => sum + some, 0)
  const plots = plotsOf(org, project, runs, { params, metrics })
  return (
    <>
      <Section title="Runs">
        {runs.length > 0 ? (
          <SweepTable
            org={org}
            runs={runs}
            params={params.slice(0, mostParams)}
            metrics={metrics}
          />
        ) : (
          <p className="text-ink-2">No run of it has started yet.</p>
        )}
        {made > runs.length && (
          <p className="text-ink-2">
            The first {count(runs.length)} of {count(made)} runs.{' '}
            <TextLink href={paths.runs(org, project, { group: group.group })}>
              All of them, newest first
            </TextLink>
          </p>
        )}
        {params.length > mostParams && (
          <p className="text-ink-2">
            They differ in {params.length} parameters; the first {mostParams} are shown. Each run
            has them all.
          </p>
        )}
      </Section>
      {plots.length > 0 && (
        <Section title="Metrics by parameter">
          <div className="grid gap-x-10 gap-y-6 md:grid-cols-2">
            {plots.map((plot) => (
              <PointPlot
                key={`${plot.up} ${plot.across}`}
                label={`${plot.up} by ${plot.across}`}
                x={{ label: plot.across, scale: scaleOf(plot.points.map(({ x }) => x)) }}
                y={{ label: plot.up, scale: scaleOf(plot.points.map(({ y }) => y)) }}
                points={plot.points}
                height={plotHeight}
              />
            ))}
          </div>
        </Section>
      )}
      {plan.parameters && Object.keys(plan.parameters).length > 0 && (
        <Section title="What was to be tried">
          <Disclosure summary="The plan">
            <pre className="overflow-x-auto rounded-md border border-line bg-sunken px-3 py-2 font-mono whitespace-pre-wrap wrap-anywhere">
              {Object.entries(plan.parameters)
                .map(([key, value]) => `${key}: ${jsonText(value)}`)
                .join('\n')}
            </pre>
          </Disclosure>
        </Section>
      )}
    </>
  )
}

/** Each metric over each parameter that has at least two places to stand at. */
function plotsOf(
  org: string,
  project: string,
  runs: Group['runs'],
  { params, metrics }: { params: readonly string[]; metrics: readonly string[] },
) {
  const pairs = metrics.flatMap((up) => params.map((across) => ({ up, across })))
  return pairs
    .map(({ up, across }) => {
      const points = scatterOf(
        runs,
        (run) => run.params[across],
        (run) => numberOf(run, up),
      )
        .map(
          ({ run, x, y }): PlotPoint => ({
            key: run.uri,
            href: paths.run(org, project, run.run),
            ...{ x, y, mark: { dot: true } as const },
            name: `#${run.run}`,
            lines: [`#${run.run}`, `${across} ${metric(x)}`, `${up} ${metric(y)}`],
          }),
        )
        .sort((a, b) => a.x - b.x || a.y - b.y)
      return { up, across, points }
    })
    .filter(({ points }) => new Set(points.map(({ x }) => x)).size > 1)
    .slice(0, mostPlots)
}
