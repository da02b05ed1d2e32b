import type { ReactNode } from 'react'
import type { Meanings } from '@/lib/metrics/direction'
import type { MetricValue } from '@/lib/view'
import { countVerdicts } from './metric-order'

type Metrics = Readonly<Record<string, MetricValue>>

interface VerdictCountsProps {
  metrics: Metrics
  base: { version: number; metrics: Metrics }
  meanings?: Meanings | undefined
}

/** The whole comparison in one line: "Against v4: ▲ 5 better, none worse, 2 same". */
export function VerdictCounts({ metrics, base, meanings }: VerdictCountsProps) {
  const { better, worse, same, open } = countVerdicts(metrics, base.metrics, meanings)
  // Nothing that judges was measured: there is no tally to give.
  if (better + worse + same + open === 0) return <p>Beside v{base.version}</p>
  return (
    <p className="flex flex-wrap gap-x-3">
      <span>Against v{base.version}</span>
      <Tally tone={better > 0 ? 'text-approved font-strong' : ''}>
        {better > 0 ? `▲ ${better} better` : 'none better'}
      </Tally>
      <Tally tone={worse > 0 ? 'text-rejected font-strong' : ''}>
        {worse > 0 ? `▼ ${worse} worse` : 'none worse'}
      </Tally>
      {same > 0 && <Tally>{same} same</Tally>}
      {open > 0 && <Tally>{open} not comparable</Tally>}
    </p>
  )
}

function Tally({ tone = '', children }: { tone?: string; children: ReactNode }) {
  return <span className={`whitespace-nowrap ${tone}`}>{children}</span>
}
