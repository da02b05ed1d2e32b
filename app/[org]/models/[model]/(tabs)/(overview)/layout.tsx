import type { ReactNode } from 'react'
import { Arrival } from '@/components/arrival'
import { OverviewSkeleton } from '@/components/skeletons'

export default function OverviewLayout({ children }: { children: ReactNode }) {
  return <Arrival skeleton={<OverviewSkeleton />}>{children}</Arrival>
}
