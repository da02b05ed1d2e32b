import { metric, precisionOf, signed } from '@/lib/format'
import { compare, judges, type Meanings, meaningOf } from '@/lib/metrics/direction'
import { ownValue } from '@/lib/own-value'
import type { MetricValue } from '@/lib/view'
import { MetricName } from './metric-name'
import { keyMetrics } from './metric-order'
import { Cell, type Column, Row, RowHead, Table } from './ui/table'

interface MetricsCompareProps {
  version: number
  metrics: Readonly<Record<string, MetricValue>>
  /** The version now approved; null when there is none or this is it. */
  base: { version: number; metrics: Readonly<Record<string, MetricValue>> } | null
  /** What the organization says of them; otherwise their names decide. */
  meanings?: Meanings
}

/** A version's metrics beside those of the approved one: value, signed difference, better or worse. */
export function MetricsCompare({ version, metrics, base, meanings }: MetricsCompareProps) {
  const all = { ...base?.metrics, ...metrics }
  const keys = keyMetrics(all, Number.POSITIVE_INFINITY, meanings)
  return (
    <Table
      caption={base ? `Metrics of v${version} beside v${base.version}` : `Metrics of v${version}`}
      columns={columns(version, base?.version)}
      size={base ? 'sm' : 'xs'}
    >
      {keys.map((key) => {
        const meaning = meaningOf(key, meanings)
        const [own, other] = [ownValue(metrics, key), ownValue(base?.metrics, key)]
        const precision = precisionOf([own, other])
        const { difference, verdict } = compare(own, other, meaning.direction)
        // More rows are neither better nor worse.
        const isJudge = judges(key, meaning)
        return (
          <Row key={key}>
            <RowHead>
              <span className="block max-w-[min(20rem,40vw)]">
                <MetricName name={key} meaning={meaning} />
              </span>
            </RowHead>
            <Cell numeric>
              <span className="font-strong">{metric(own, precision)}</span>
            </Cell>
            {base && (
              <>
                <Cell numeric>{metric(other, precision)}</Cell>
                <Cell numeric>{difference === null ? '—' : signed(difference, precision)}</Cell>
                <Cell>{(isJudge || verdict === 'same') && <Verdict verdict={verdict} />}</Cell>
              </>
            )}
          </Row>
        )
      })}
    </Table>
  )
}

function columns(version: number, base: number | undefined): Column[] {
  return [
    { key: 'metric', label: 'Metric' },
    { key: 'value', label: `v${version}, this version`, numeric: true },
    ...(base === undefined
      ? []
      : [
          { key: 'base', label: `v${base}, approved`, numeric: true },
          { key: 'difference', label: 'Difference', numeric: true },
          {
            key: 'verdict',
            label: <span className="sr-only">Better or worse</span>,
            width: '6rem',
          },
        ]),
  ]
}

const verdicts = {
  better: { text: '▲ better', tone: 'text-approved' },
  worse: { text: '▼ worse', tone: 'text-rejected' },
  same: { text: 'same', tone: 'text-ink-2' },
} as const

/** Better or worse in words; the sign and the hue only repeat it. */
export function Verdict({ verdict }: { verdict: keyof typeof verdicts | null }) {
  if (!verdict) return null
  const { text, tone } = verdicts[verdict]
  return <span className={`whitespace-nowrap ${tone}`}>{text}</span>
}
