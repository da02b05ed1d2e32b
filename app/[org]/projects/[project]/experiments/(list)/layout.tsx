import type { ReactNode } from 'react'
import { Arrival } from '@/components/arrival'
import { ExperimentsSkeleton } from '@/components/skeletons'

export default function ExperimentsLayout({ children }: { children: ReactNode }) {
  return <Arrival skeleton={<ExperimentsSkeleton />}>{children}</Arrival>
}
