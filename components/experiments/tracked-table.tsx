import { count, metric, plural, precisionOf } from '@/lib/format'
import { judges, type Meanings, meaningOf } from '@/lib/metrics/direction'
import { ownValue } from '@/lib/own-value'
import { paths } from '@/lib/paths'
import type { TrackedItem } from '@/lib/tracking/view'
import { commonMetrics } from '../common-metrics'
import { bestOf } from '../compare/best'
import { metricColumn } from '../metric-column'
import { MadeCell, StartedCell, TookCell } from '../run-cells'
import { RunState } from '../run-state'
import { numberOf } from '../run-table'
import { SelectAll } from '../select-all'
import { boxColumn } from '../select-box'
import { selectionForm } from '../selection'
import { Cell, type Column, Row, RowHead, Table, type TableSize } from '../ui/table'
import { TextLink } from '../ui/text-link'
import { commonParams } from './tracked-columns'

const mostParams = 3
const mostMetrics = 4

interface TrackedTableProps {
  org: string
  project: string
  runs: readonly TrackedItem[]
  meanings: Meanings
  now: Date
}

/** The runs of an experiment with what most of them report, each nested one below its parent. */
export function TrackedTable({ org, project, runs, meanings, now }: TrackedTableProps) {
  const metrics = commonMetrics(
    runs.map(({ summary }) => summary),
    mostMetrics,
  ).map((key) => ({ key, ...marksOf(runs, key, meanings) }))
  const params = commonParams(runs, mostParams)
  const saysUser = runs.some(({ reportedUser }) => reportedUser)
  return (
    <Table
      caption="Runs"
      columns={trackedColumns(
        params,
        metrics.map(({ key }) => key),
        saysUser,
      )}
      size={sizeFor(params.length + metrics.length + Number(saysUser))}
    >
      {runs.map((run, at) => (
        <Row key={run.run}>
          <Cell>
            <span className="-my-1.5 block">
              <RunBox run={run} />
            </span>
          </Cell>
          <RowHead>
            <RunName {...{ org, project, run }} />
          </RowHead>
          <Cell>
            <RunState state={run.state} />
          </Cell>
          {params.map((key) => (
            <Cell key={`parameter ${key}`} nothing="not set">
              {ownValue(run.params, key) !== undefined && (
                <code className="line-clamp-2 max-w-36 font-mono wrap-anywhere">
                  {ownValue(run.params, key) || '""'}
                </code>
              )}
            </Cell>
          ))}
          {metrics.map(({ key, precision, best }) => (
            <Cell key={`metric ${key}`} numeric>
              <span className={best.has(at) ? 'font-strong' : ''}>
                {metric(numberOf(run, key), precision)}
              </span>
              {best.has(at) && <span className="text-ink-2"> best</span>}
            </Cell>
          ))}
          <MadeCell org={org} versions={run.versions} />
          {saysUser && (
            <Cell nothing="not said">
              {run.reportedUser && (
                <span className="block max-w-28 truncate" title={run.reportedUser}>
                  {run.reportedUser}
                </span>
              )}
            </Cell>
          )}
          <TookCell from={run.startedAt} to={run.endedAt} />
          <StartedCell at={run.startedAt} now={now} />
        </Row>
      ))}
    </Table>
  )
}

/** The columns, so that a skeleton can have the same. */
export function trackedColumns(
  params: readonly string[] = [],
  metrics: readonly string[] = [],
  saysUser = true,
): Column[] {
  return [
    boxColumn(<SelectAll />),
    { key: 'run', label: 'Run' },
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
    { key: 'made', label: 'Made', width: '9rem' },
    ...(saysUser ? [{ key: 'by', label: 'User (reported)', width: '7.5rem' }] : []),
    { key: 'took', label: 'Took', numeric: true, width: '5.5rem' },
    { key: 'when', label: 'Started', numeric: true, width: '6.5rem' },
  ]
}

function sizeFor(chosen: number): TableSize {
  if (chosen <= 2) return 'lg'
  return chosen <= 4 ? 'xl' : 'xl-2xl'
}

/** How exactly a metric is told, and which of these runs have its best value. */
function marksOf(runs: readonly TrackedItem[], key: string, meanings: Meanings) {
  const values = runs.map((run) => numberOf(run, key))
  const meaning = meaningOf(key, meanings)
  const best = judges(key, meaning) ? bestOf(values, meaning.direction) : new Set<number>()
  return { precision: precisionOf(values), best }
}

interface RunNameProps {
  org: string
  project: string
  run: TrackedItem
}

function RunName({ org, project, run }: RunNameProps) {
  const { run: number, name, nested, parent, children } = run
  const href = paths.run(org, project, number)
  return (
    <span
      className={`flex min-w-28 max-w-[38vw] flex-col sm:min-w-52 sm:max-w-80 ${nested ? 'relative pl-2 sm:pl-4' : ''}`}
    >
      {/* Beside the link: what is only heard would make its box wider than its text. */}
      {nested && <span className="sr-only">nested: </span>}
      <TextLink href={href} quiet className="line-clamp-2 font-strong wrap-anywhere">
        {nested && (
          <span aria-hidden="true" className="text-ink-3">
            ↳{' '}
          </span>
        )}
        #{number} <span className="font-regular">{name}</span>
      </TextLink>
      {parent && !nested && <span className="truncate text-ink-2">in #{parent.run}</span>}
      {children.count > 0 && (
        <span className="text-ink-2">
          {children.more
            ? `more than ${count(children.count)} nested runs`
            : plural(children.count, 'nested run')}
        </span>
      )}
    </span>
  )
}

/** Picks a run for what the bar at the end of the list does with several. */
function RunBox({ run: { run, name } }: { run: TrackedItem }) {
  return (
    <label className="flex size-6 shrink-0 items-center justify-center pointer-coarse:size-11">
      <input
        type="checkbox"
        name="run"
        value={run}
        form={selectionForm}
        data-pick=""
        className="size-4 accent-(--ink) pointer-coarse:size-6"
      />
      <span className="sr-only">
        Select #{run} {name}
      </span>
    </label>
  )
}
