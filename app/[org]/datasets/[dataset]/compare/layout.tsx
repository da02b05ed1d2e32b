import type { ReactNode } from 'react'
import { Arrival } from '@/components/arrival'
import { DatasetCompareSkeleton } from '@/components/dataset-skeletons'

export default function DatasetCompareLayout({ children }: { children: ReactNode }) {
  return <Arrival skeleton={<DatasetCompareSkeleton />}>{children}</Arrival>
}
