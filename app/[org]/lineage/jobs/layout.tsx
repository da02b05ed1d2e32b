import type { ReactNode } from 'react'
import { Arrival } from '@/components/arrival'
import { JobsSkeleton } from '@/components/outside/skeletons'

export default function OutsideJobsLayout({ children }: { children: ReactNode }) {
  return <Arrival skeleton={<JobsSkeleton />}>{children}</Arrival>
}
