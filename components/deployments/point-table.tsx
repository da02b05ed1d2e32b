import type { DeploymentResults } from '@/lib/deployments/results-view'
import { count, metric, plural } from '@/lib/format'
import { dateLabel } from '../metric-axes'
import { Disclosure } from '../ui/disclosure'
import { Cell, type Column, Row, RowHead, Table } from '../ui/table'
import { secondsOf } from './outcome-plot'
import { interval, precisionFor } from './outcome-table'

const columns: readonly Column[] = [
  { key: 'at', label: 'From, UTC', width: '8rem' },
  { key: 'variant', label: 'Variant' },
  { key: 'mean', label: 'Mean', numeric: true, width: '6rem' },
  { key: 'interval', label: '95 % sure', numeric: true, width: '10rem' },
  { key: 'count', label: 'Values', numeric: true, width: '6rem' },
]

/** The plot as a table. */
export function PointTable({ results }: { results: DeploymentResults }) {
  const { metric: key, points, variants, hours } = results
  const rows = points.flatMap(({ at, variants: then }) =>
    then.flatMap((seen, place) =>
      seen.count > 0 ? [{ at, name: variants[place]?.name, ...seen }] : [],
    ),
  )
  const precision = precisionFor(
    rows.flatMap(({ mean, interval }) => [mean, interval?.low, interval?.high]),
  )
  return (
    <Disclosure summary="Values over time">
      <Table
        caption={`${key} over time`}
        heading={<span className="text-ink-2">Each row is about {plural(hours, 'hour')}.</span>}
        columns={columns}
        size="md"
        contained
      >
        {rows.map(({ at, name, uri, ...seen }) => (
          <Row key={`${at} ${uri}`}>
            <RowHead>{dateLabel(secondsOf(at))}</RowHead>
            <Cell>
              <span className="wrap-anywhere">{name}</span>
            </Cell>
            <Cell numeric>{metric(seen.mean, precision)}</Cell>
            <Cell numeric>{interval(seen.interval, precision)}</Cell>
            <Cell numeric>{count(seen.count)}</Cell>
          </Row>
        ))}
      </Table>
    </Disclosure>
  )
}
