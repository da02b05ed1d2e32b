import { metric, plural, precisionOf, signed } from '@/lib/format'
import { pathOfUri } from '@/lib/paths'
import type { ReproducedMetric, Reproduction } from '@/lib/runs/reproduction-view'
import { RunState } from './run-state'
import { Disclosure } from './ui/disclosure'
import { Cell, type Column, Row, RowHead, Table } from './ui/table'
import { TextLink } from './ui/text-link'

/** The runs that followed a record, each compared with it metric by metric. */
export function ReproductionList({
  org,
  reproductions,
}: {
  org: string
  reproductions: Reproduction['reproductions']
}) {
  return (
    <ul className="flex flex-col border-t border-line" aria-label="Reproductions">
      {reproductions.map(({ uri, state, createdAt, by, metrics }, index) => (
        <li key={uri} className="flex flex-col gap-1 border-b border-line py-2">
          <span className="flex flex-wrap items-baseline gap-x-3">
            <TextLink href={pathOfUri(org, uri) ?? '#'}>{uri}</TextLink>
            <RunState state={state} />
            <span className="text-ink-2">
              {by.name}, {createdAt.slice(0, 16).replace('T', ' ')} UTC
            </span>
            <span>{verdictOf(metrics)}</span>
          </span>
          {metrics.length > 0 && (
            <Disclosure summary="Metric by metric" open={index === 0}>
              <Compared metrics={metrics} />
            </Disclosure>
          )}
        </li>
      ))}
    </ul>
  )
}

function verdictOf(metrics: readonly ReproducedMetric[]): string {
  if (metrics.length === 0) return 'No metrics to compare.'
  const equal = metrics.filter((one) => one.equal).length
  if (equal === metrics.length)
    return equal === 1 ? 'Its metric is equal.' : `All ${plural(equal, 'metric')} are equal.`
  return `${equal} of ${plural(metrics.length, 'metric')} ${equal === 1 ? 'is' : 'are'} equal.`
}

const columns: readonly Column[] = [
  { key: 'metric', label: 'Metric' },
  { key: 'original', label: 'Original', numeric: true },
  { key: 'reproduced', label: 'Run again', numeric: true },
  { key: 'difference', label: 'Difference', numeric: true },
  { key: 'equal', label: 'Verdict', width: '8rem' },
]

function Compared({ metrics }: { metrics: readonly ReproducedMetric[] }) {
  return (
    <Table caption="Original and run again" columns={columns} size="sm">
      {metrics.map(({ key, original, reproduced, difference, equal }) => {
        const precision = precisionOf([original, reproduced])
        return (
          <Row key={key}>
            <RowHead>
              <span className="block max-w-64 wrap-anywhere">{key}</span>
            </RowHead>
            <Cell numeric>{metric(original, precision)}</Cell>
            <Cell numeric>{metric(reproduced, precision)}</Cell>
            <Cell numeric nothing="not comparable">
              {difference !== null && signed(difference)}
            </Cell>
            <Cell>{wordOf({ original, reproduced, equal })}</Cell>
          </Row>
        )
      })}
    </Table>
  )
}

function wordOf({ original, reproduced, equal }: Omit<ReproducedMetric, 'key' | 'difference'>) {
  if (equal) return 'Equal'
  if (reproduced === null) return 'Not reported'
  return original === null ? 'Not in the original' : 'Not equal'
}
