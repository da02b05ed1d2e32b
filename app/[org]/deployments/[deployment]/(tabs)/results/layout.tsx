import type { ReactNode } from 'react'
import { Arrival } from '@/components/arrival'
import { ResultsSkeleton } from '@/components/deployments/results-skeleton'

export default function ResultsLayout({ children }: { children: ReactNode }) {
  return <Arrival skeleton={<ResultsSkeleton />}>{children}</Arrival>
}
