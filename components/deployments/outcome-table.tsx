import type { DeploymentResults, ResultVariant } from '@/lib/deployments/results-view'
import { count, metric, type Precision, precisionOf, signed } from '@/lib/format'
import { Cell, type Column, Row, RowHead, Table } from '../ui/table'
import { Uri } from '../uri'

export const outcomeColumns: readonly Column[] = [
  { key: 'variant', label: 'Variant', width: '22%' },
  { key: 'verdict', label: 'In words' },
  { key: 'mean', label: 'Mean', numeric: true, width: '5.5rem' },
  { key: 'interval', label: '95 % sure', numeric: true, width: '9rem' },
  { key: 'difference', label: 'Difference', numeric: true, width: '6rem' },
  { key: 'count', label: 'Values', numeric: true, width: '5.5rem' },
]

interface OutcomeTableProps {
  org: string
  results: DeploymentResults
}

/** How each variant does in one metric: better, worse, or not yet clear, and why. */
export function OutcomeTable({ org, results }: OutcomeTableProps) {
  const { metric: key, unit, variants } = results
  const precision = precisionFor(
    variants.flatMap(({ mean, interval }) => [mean, interval?.low, interval?.high]),
  )
  return (
    <Table
      caption={`${key}${unit && ` (${unit})`} by variant`}
      columns={outcomeColumns}
      size="lg"
      fixed
    >
      {variants.map((variant) => (
        <Row key={variant.uri}>
          <RowHead>
            <span className="flex flex-wrap gap-x-2">
              <span className="wrap-anywhere">{variant.name}</span>
              <span className="text-ink-2">
                <Uri uri={variant.uri} org={org} copy={false} />
              </span>
            </span>
          </RowHead>
          <Cell>
            <Verdict variant={variant} />
          </Cell>
          <Cell numeric>{metric(variant.mean, precision)}</Cell>
          <Cell numeric>{interval(variant.interval, precision)}</Cell>
          <Cell numeric>
            {variant.difference === null ? '—' : signed(variant.difference, precision)}
          </Cell>
          <Cell numeric>{count(variant.count)}</Cell>
        </Row>
      ))}
    </Table>
  )
}

function Verdict({ variant }: { variant: ResultVariant }) {
  const { baseline, verdict, label, why } = variant
  if (baseline) return <span className="text-ink-2">The others are compared with it</span>
  return (
    <>
      <strong className="block wrap-anywhere">
        <span aria-hidden="true">{verdict && signs[verdict]} </span>
        {label}
      </strong>
      <span className="block text-ink-2 wrap-anywhere">{why}</span>
    </>
  )
}

const signs = { better: '▲', worse: '▼', differs: '◆', unclear: '○' }

/** Four digits tell enough of an average. */
export function precisionFor(values: readonly (number | null | undefined)[]): Precision {
  return precisionOf(
    values.map((value) => (typeof value === 'number' ? Number(value.toPrecision(4)) : null)),
  )
}

export function interval(of: ResultVariant['interval'], precision: Precision): string {
  return of ? `${metric(of.low, precision)} to ${metric(of.high, precision)}` : '—'
}
