import { metric, plural, precisionOf } from '@/lib/format'
import { paths } from '@/lib/paths'
import type { RunItem } from '@/lib/runs/view'
import { Actor } from './actor'
import { namedColumn } from './metric-column'
import { MadeCell, StartedCell, TookCell } from './run-cells'
import { RunState } from './run-state'
import { columnSort, type Sorting } from './sorting'
import { Tags } from './tags'
import { Cell, type Column, Row, RowHead, Table } from './ui/table'
import { TextLink } from './ui/text-link'

interface RunTableProps {
  org: string
  runs: readonly RunItem[]
  now: Date
  /** Metrics that get a column each. */
  metricKeys?: readonly string[]
  caption?: string
  /** Names the project of each, where they are of several. */
  withProject?: boolean
  /** The address of the list narrowed to a tag. */
  tagHref?: (tag: string) => string
  sorting?: Sorting
}

/** Runs of a project: what ran, how it ended, what it made. */
export function RunTable(props: RunTableProps) {
  const { org, runs, now, metricKeys = [], caption = 'Runs', withProject = false, tagHref } = props
  const columns = runColumns(metricKeys, props.sorting)
  const precisions = new Map(
    metricKeys.map((key) => [key, precisionOf(runs.map((run) => numberOf(run, key)))]),
  )
  return (
    <Table caption={caption} columns={columns} size={metricKeys.length > 2 ? 'xl' : 'lg'}>
      {runs.map((run) => (
        <Row key={run.uri}>
          <RowHead>
            <span className="flex max-w-[38vw] flex-wrap items-baseline gap-x-2 sm:max-w-88">
              <TextLink href={paths.run(org, run.project, run.run)} quiet className="font-strong">
                {withProject && <span className="font-regular wrap-anywhere">{run.project} </span>}#
                {run.run}
              </TextLink>
              <span className="line-clamp-2 wrap-anywhere">{run.step}</span>
              {run.tags.length > 0 && (
                <Tags tags={run.tags} {...(tagHref ? { hrefOf: tagHref } : {})} />
              )}
            </span>
          </RowHead>
          <Cell>
            <RunState state={run.state} />
            {run.alertCount > 0 && (
              <span className="block text-ink-2">{plural(run.alertCount, 'alert')}</span>
            )}
          </Cell>
          {metricKeys.map((key) => (
            <Cell key={key} numeric>
              {metric(numberOf(run, key), precisions.get(key))}
            </Cell>
          ))}
          <MadeCell org={org} versions={run.versions} />
          <Cell>
            <span className="block truncate" title={run.createdBy.name}>
              <Actor actor={run.createdBy} />
            </span>
          </Cell>
          <TookCell from={run.createdAt} to={run.finishedAt} />
          <StartedCell at={run.createdAt} now={now} />
        </Row>
      ))}
    </Table>
  )
}

/** The columns, so that a skeleton can have the same. */
export function runColumns(metricKeys: readonly string[] = [], sorting?: Sorting): Column[] {
  const sort = (key: string) => sorting && { sort: columnSort(key, sorting, 'descending') }
  return [
    { key: 'run', label: 'Run' },
    { key: 'state', label: 'State', width: '7.5rem' },
    ...metricKeys.map((key) => namedColumn({ kind: 'metric', key }, sorting)),
    { key: 'made', label: 'Made', width: '11.5rem' },
    { key: 'by', label: 'Started by', width: '8.5rem' },
    { key: 'took', label: 'Took', numeric: true, width: '5.5rem', ...sort('duration') },
    { key: 'when', label: 'Started', numeric: true, width: '6.5rem', ...sort('created') },
  ]
}

/** The latest value of a metric that is one. */
export function numberOf({ summary }: Pick<RunItem, 'summary'>, key: string) {
  const value = summary[key]
  return typeof value === 'number' ||
    value === 'NaN' ||
    value === 'Infinity' ||
    value === '-Infinity'
    ? value
    : undefined
}
