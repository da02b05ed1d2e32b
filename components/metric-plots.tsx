import { metric, plural, precisionOf } from '@/lib/format'
import type { MetricSeries } from '@/lib/runs/view'
import { CurveTable } from './curve-table'
import { groupSeries, type PlotOptions, type PlotSource, plainPlot } from './metric-groups'
import { MetricPlot } from './metric-plot'
import { Disclosure } from './ui/disclosure'
import { Cell, Row, RowHead, Table } from './ui/table'

/** The most rows a table equivalent prints; more points are thinned evenly, ends kept. */
const mostRows = 100

interface MetricPlotsProps {
  /** The run itself, and those that it is laid over. */
  sources: readonly PlotSource[]
  options?: PlotOptions
}

/** Every metric of a run, or of several, over steps or time: plots side by side, and the same as tables. */
export function MetricPlots({ sources, options = plainPlot }: MetricPlotsProps) {
  const [own] = sources
  const stepped = sources.some(({ series }) =>
    series.some(({ points }) => points.some(({ step }) => step !== null)),
  )
  const unit = options.x === 'time' ? 'time' : stepped ? 'step' : 'report'
  return (
    <div className="flex flex-col gap-4">
      <div className="grid gap-x-10 gap-y-6 md:grid-cols-2">
        {groupSeries(sources, options).map((group) => (
          <MetricPlot key={group.title} group={group} unit={unit} log={options.log} />
        ))}
      </div>
      <Disclosure summary="Latest, lowest and highest">
        <CurveTable sources={sources} />
      </Disclosure>
      <Disclosure summary="Values as tables">
        <div className="flex flex-col gap-6">
          {own?.series.map((one) => (
            <SeriesTable key={one.key} series={one} />
          ))}
        </div>
      </Disclosure>
    </div>
  )
}

function SeriesTable({ series: { key, points, total } }: { series: MetricSeries }) {
  const every = Math.max(1, Math.ceil(points.length / mostRows))
  const shown = points
    .map((point, index) => ({ ...point, index }))
    .filter(({ index }) => index % every === 0 || index === points.length - 1)
  const precision = precisionOf(shown.map(({ value }) => value))
  const note = shown.length < total ? `${shown.length} of ${plural(total, 'value')}` : ''
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
