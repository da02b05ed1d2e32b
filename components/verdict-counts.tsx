import type { ReactNode } from 'react'
import type { MetricValue } from '@/lib/view'
import { countVerdicts } from './metric-order'

type Metrics = Readonly<Record<string, MetricValue>>

interface VerdictCountsProps {
  metrics: Metrics
  base: { version: number; metrics: Metrics }
}

/** The whole comparison in one line: "▲ 5 better, none worse, 2 same than v4". */
export function VerdictCounts({ metrics, base }: VerdictCountsProps) {
  const { better, worse, same, open } = countVerdicts(metrics, base.metrics)
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
