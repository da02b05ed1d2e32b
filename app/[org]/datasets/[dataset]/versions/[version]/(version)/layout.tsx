import type { ReactNode } from 'react'
import { Arrival } from '@/components/arrival'
import { DatasetVersionSkeleton } from '@/components/dataset-skeletons'

export default function DatasetVersionLayout({ children }: { children: ReactNode }) {
  return <Arrival skeleton={<DatasetVersionSkeleton />}>{children}</Arrival>
}
