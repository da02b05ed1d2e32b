import type { ExperimentItem } from '@/lib/experiments/view'
import { count } from '@/lib/format'
import { paths } from '@/lib/paths'
import { RunState } from '../run-state'
import { Time } from '../time'
import { Cell, type Column, Row, RowHead, Table } from '../ui/table'
import { TextLink } from '../ui/text-link'

interface ExperimentTableProps {
  org: string
  project: string
  experiments: readonly ExperimentItem[]
  now: Date
}

export const experimentColumns: readonly Column[] = [
  { key: 'name', label: 'Experiment' },
  { key: 'number', label: 'Id', numeric: true, width: '4.5rem' },
  { key: 'runs', label: 'Runs', numeric: true, width: '5.5rem' },
  { key: 'latest', label: 'Latest run', width: '18rem' },
  { key: 'started', label: 'Started', numeric: true, width: '7rem' },
]

/** Experiments with how much is in each, and what ran there last. */
export function ExperimentTable({ org, project, experiments, now }: ExperimentTableProps) {
  return (
    <Table caption="Experiments" columns={experimentColumns} size="lg">
      {experiments.map(({ experiment, name, runs, latest, deletedAt }) => (
        <Row key={experiment}>
          <RowHead>
            <span className="block max-w-[38vw] sm:max-w-120">
              <TextLink
                href={paths.experiment(org, project, experiment, deletedAt ? deleted : {})}
                quiet
                className="line-clamp-2 font-strong wrap-anywhere"
              >
                {name}
              </TextLink>
              {deletedAt && (
                <span className="text-ink-2">
                  deleted <Time at={deletedAt} now={now} />
                </span>
              )}
            </span>
          </RowHead>
          <Cell numeric>{experiment}</Cell>
          <Cell numeric>
            {count(runs.count)}
            {runs.more && '+'}
          </Cell>
          <Cell nothing="no run">
            {latest && (
              <span className="flex min-w-0 items-center gap-x-2">
                <TextLink
                  href={paths.run(org, project, latest.run)}
                  quiet
                  className="max-w-40 truncate"
                >
                  #{latest.run} {latest.name}
                </TextLink>
                <RunState state={latest.state} />
              </span>
            )}
          </Cell>
          <Cell numeric nothing="no run">
            {latest && (
              <span className="text-ink-2">
                <Time at={latest.startedAt} now={now} />
              </span>
            )}
          </Cell>
        </Row>
      ))}
    </Table>
  )
}

const deleted = { life: 'deleted' }
