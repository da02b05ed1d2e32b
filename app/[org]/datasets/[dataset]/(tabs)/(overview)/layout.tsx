import type { ReactNode } from 'react'
import { Arrival } from '@/components/arrival'
import { DatasetSkeleton } from '@/components/dataset-skeletons'

export default function OverviewLayout({ children }: { children: ReactNode }) {
  return <Arrival skeleton={<DatasetSkeleton />}>{children}</Arrival>
}
