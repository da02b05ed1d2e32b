import { plural } from '@/lib/format'
import type { MetricItem } from '@/lib/metrics/view'
import { paths } from '@/lib/paths'
import type { Page } from '@/lib/view'
import { FilteredList } from './filtered-list'
import { NothingYet } from './ui/empty'
import { Cell, type Column, Row, RowHead, Table } from './ui/table'
import { TextLink } from './ui/text-link'

interface MetricListProps {
  org: string
  metrics: Page<MetricItem>
  filters: { q?: string | undefined; cursor?: string | undefined }
  /** Whether the caller may say what they mean. */
  changes: boolean
}

/** The metrics that versions have, and what each means here. */
export function MetricList({ org, metrics, filters, changes }: MetricListProps) {
  const { items, nextCursor } = metrics
  return (
    <FilteredList
      what="metrics"
      filters={filters}
      addressOf={(search) => paths.metrics(org, search)}
      search={{ placeholder: 'A part of the name' }}
      nextCursor={nextCursor}
      nextLabel="Next"
      none={
        <NothingYet>
          No version has a metric yet. Those that jobs report of the versions they make appear here.
        </NothingYet>
      }
    >
      {items.length > 0 && (
        <Table
          caption="Metrics"
          columns={changes ? [...metricColumns, changing] : metricColumns}
          size="sm"
        >
          {items.map((metric) => (
            <MetricRow
              key={metric.key}
              metric={metric}
              changeHref={changes ? paths.metrics(org, { ...filters, change: metric.key }) : null}
            />
          ))}
        </Table>
      )}
    </FilteredList>
  )
}

function MetricRow({ metric, changeHref }: { metric: MetricItem; changeHref: string | null }) {
  const { key, direction, unit, guessed, models } = metric
  return (
    <Row>
      <RowHead>
        <span
          className="line-clamp-3 max-w-[38vw] font-strong wrap-anywhere sm:max-w-96"
          title={key}
        >
          {key}
        </span>
      </RowHead>
      <Cell>
        {direction === 'lower' ? '↓ Lower' : '↑ Higher'}
        {guessed && <span className="text-ink-2">, by its name</span>}
      </Cell>
      <Cell nothing="no unit">{unit || undefined}</Cell>
      <Cell numeric nothing="no model yet">
        {models > 0 && plural(models, 'model')}
      </Cell>
      {changeHref && (
        <Cell numeric>
          <TextLink href={changeHref}>
            Change<span className="sr-only"> {key}</span>
          </TextLink>
        </Cell>
      )}
    </Row>
  )
}

export const metricColumns: readonly Column[] = [
  { key: 'key', label: 'Metric' },
  { key: 'direction', label: 'Better', width: '11rem' },
  { key: 'unit', label: 'Unit', width: '8rem' },
  { key: 'models', label: 'Used by', numeric: true, width: '8rem' },
]

const changing: Column = {
  key: 'change',
  label: <span className="sr-only">Change</span>,
  numeric: true,
  width: '5rem',
}
