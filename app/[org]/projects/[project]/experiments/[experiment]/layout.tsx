import type { ReactNode } from 'react'
import { Arrival } from '@/components/arrival'
import { ExperimentSkeleton } from '@/components/skeletons'

export default function ExperimentLayout({ children }: { children: ReactNode }) {
  return <Arrival skeleton={<ExperimentSkeleton />}>{children}</Arrival>
}
