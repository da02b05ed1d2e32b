import type { ReactNode } from 'react'
import { Arrival } from '@/components/arrival'
import { TrafficSkeleton } from '@/components/deployments/skeletons'

export default function TrafficLayout({ children }: { children: ReactNode }) {
  return <Arrival skeleton={<TrafficSkeleton />}>{children}</Arrival>
}
