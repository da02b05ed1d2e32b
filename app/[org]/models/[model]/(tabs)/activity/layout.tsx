import type { ReactNode } from 'react'
import { Arrival } from '@/components/arrival'
import { ActivitySkeleton } from '@/components/skeletons'

export default function ActivityLayout({ children }: { children: ReactNode }) {
  return <Arrival skeleton={<ActivitySkeleton />}>{children}</Arrival>
}
