import { metric, precisionOf } from '@/lib/format'
import type { GroupRun } from '@/lib/groups/view'
import { paths } from '@/lib/paths'
import { jsonText } from './json-text'
import { metricColumn } from './metric-column'
import { RunState } from './run-state'
import { numberOf } from './run-table'
import { Cell, type Column, Row, RowHead, Table } from './ui/table'
import { TextLink } from './ui/text-link'
import { Uri } from './uri'

interface SweepTableProps {
  org: string
  runs: readonly GroupRun[]
  /** Parameters in which they differ. */
  params: readonly string[]
  metrics: readonly string[]
}

/** The runs of a task: what each was given that others were not, how it fared and what it made. */
export function SweepTable({ org, runs, params, metrics }: SweepTableProps) {
  const precisions = new Map(
    metrics.map((key) => [key, precisionOf(runs.map((run) => numberOf(run, key)))]),
  )
  return (
    <Table
      caption="Runs"
      columns={columnsOf(params, metrics)}
      size={params.length + metrics.length > 6 ? 'xl' : 'lg'}
    >
      {runs.map((run) => (
        <Row key={run.run}>
          <RowHead>
            <TextLink
              href={paths.run(org, run.project, run.run)}
              quiet
              className="font-strong whitespace-nowrap"
            >
              #{run.run}
            </TextLink>
          </RowHead>
          <Cell>
            <RunState state={run.state} />
          </Cell>
          {params.map((key) => (
            <Cell key={key} nothing="not set">
              {key in run.params && (
                <code className="line-clamp-2 max-w-48 font-mono wrap-anywhere">
                  {jsonText(run.params[key] ?? null)}
                </code>
              )}
            </Cell>
          ))}
          {metrics.map((key) => (
            <Cell key={key} numeric>
              {metric(numberOf(run, key), precisions.get(key))}
            </Cell>
          ))}
          <Cell nothing="no version">
            {run.versions.length > 0 && (
              <span className="flex flex-col">
                {run.versions.map((uri) => (
                  <Uri key={uri} uri={uri} org={org} copy={false} />
                ))}
              </span>
            )}
          </Cell>
        </Row>
      ))}
    </Table>
  )
}

function columnsOf(params: readonly string[], metrics: readonly string[]): Column[] {
  return [
    { key: 'run', label: 'Run', width: '5rem' },
    { key: 'state', label: 'State', width: '7.5rem' },
    ...params.map((key) => ({
      key: `parameter ${key}`,
      label: (
        <code className="inline-block max-w-36 truncate align-middle font-mono" title={key}>
          {key}
        </code>
      ),
    })),
    ...metrics.map(metricColumn),
    { key: 'made', label: 'Made' },
  ]
}
