import { metric, plural, precisionOf } from '@/lib/format'
import type { MetricSeries } from '@/lib/runs/view'
import { groupSeries } from './metric-groups'
import { MetricPlot } from './metric-plot'
import { Disclosure } from './ui/disclosure'
import { Cell, Row, RowHead, Table } from './ui/table'

/** The most rows a table equivalent prints; more points are thinned evenly, ends kept. */
const mostRows = 200

/** Every metric of a run over its steps: small plots side by side, and the same as a table. */
export function MetricPlots({ series }: { series: readonly MetricSeries[] }) {
  const stepped = series.some(({ points }) => points.some(({ step }) => step !== null))
  return (
    <div className="flex flex-col gap-4">
      <div className="grid gap-x-10 gap-y-6 md:grid-cols-2">
        {groupSeries(series).map((group) => (
          <MetricPlot key={group.title} group={group} unit={stepped ? 'step' : 'report'} />
        ))}
      </div>
      <Disclosure summary="Values as tables">
        <div className="flex flex-col gap-6">
          {series.map((one) => (
            <SeriesTable key={one.key} series={one} />
          ))}
        </div>
      </Disclosure>
    </div>
  )
}

function SeriesTable({ series: { key, points } }: { series: MetricSeries }) {
  const every = Math.max(1, Math.ceil(points.length / mostRows))
  const shown = points
    .map((point, index) => ({ ...point, index }))
    .filter(({ index }) => index % every === 0 || index === points.length - 1)
  const precision = precisionOf(shown.map(({ value }) => value))
  const note = every > 1 ? `one in ${every} of ${plural(points.length, 'value')}` : ''
  return (
    <Table
      caption={key}
      heading={
        <>
          <strong>{key}</strong> <span className="text-ink-2">{note}</span>
        </>
      }
      size="xs"
      contained
      columns={[
        { key: 'step', label: 'Step', width: '8rem' },
        { key: 'value', label: 'Value', numeric: true, width: '12rem' },
        { key: 'time', label: 'Reported, UTC', numeric: true },
      ]}
    >
      {shown.map(({ index, step, value, time }) => (
        <Row key={index}>
          <RowHead>{step ?? index}</RowHead>
          <Cell numeric>{metric(value, precision)}</Cell>
          <Cell numeric>{time.slice(0, 19).replace('T', ' ')}</Cell>
        </Row>
      ))}
    </Table>
  )
}
