import { count, metric, precisionOf } from '@/lib/format'
import type { MetricSeries } from '@/lib/runs/view'
import type { PlotSource } from './metric-groups'
import { Cell, type Column, Row, RowHead, Table } from './ui/table'

/** What the curves say, without looking at them: where each metric stands and how far it went. */
export function CurveTable({ sources }: { sources: readonly PlotSource[] }) {
  const several = sources.length > 1
  const keys = [...new Set(sources.flatMap(({ series }) => series.map(({ key }) => key)))].sort()
  const rows = keys.flatMap((key) =>
    sources.flatMap(({ label, series }) => {
      const found = series.find((one) => one.key === key)
      return found ? [{ key, label, total: found.total, ...readingOf(found) }] : []
    }),
  )
  return (
    <Table caption="Latest, lowest and highest" columns={columnsOf(several)} size="sm">
      {rows.map(({ key, label, total, latest, lowest, highest }) => {
        const precision = precisionOf([latest, lowest, highest])
        return (
          <Row key={`${label} ${key}`}>
            <RowHead>
              <span className="block max-w-64 wrap-anywhere">{key}</span>
            </RowHead>
            {several && <Cell>{label}</Cell>}
            <Cell numeric>{metric(latest, precision)}</Cell>
            <Cell numeric>{metric(lowest, precision)}</Cell>
            <Cell numeric>{metric(highest, precision)}</Cell>
            <Cell numeric>{count(total)}</Cell>
          </Row>
        )
      })}
    </Table>
  )
}

/** A thinned series keeps its ends and extremes, so these are those of the whole. */
function readingOf({ points }: MetricSeries) {
  const values = points
    .map(({ value }) => value)
    .filter((value): value is number => typeof value === 'number')
  return {
    latest: points.at(-1)?.value,
    lowest: values.length > 0 ? values.reduce((a, b) => Math.min(a, b)) : undefined,
    highest: values.length > 0 ? values.reduce((a, b) => Math.max(a, b)) : undefined,
  }
}

function columnsOf(several: boolean): Column[] {
  return [
    { key: 'metric', label: 'Metric' },
    ...(several ? [{ key: 'run', label: 'Run', width: '6rem' }] : []),
    { key: 'latest', label: 'Latest', numeric: true },
    { key: 'lowest', label: 'Lowest', numeric: true },
    { key: 'highest', label: 'Highest', numeric: true },
    { key: 'values', label: 'Values', numeric: true, width: '7rem' },
  ]
}
