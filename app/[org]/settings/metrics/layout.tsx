import type { ReactNode } from 'react'
import { Arrival } from '@/components/arrival'
import { MetricsSkeleton } from '@/components/settings-skeletons'

export default function MetricsLayout({ children }: { children: ReactNode }) {
  return <Arrival skeleton={<MetricsSkeleton />}>{children}</Arrival>
}
