import type { ReactNode } from 'react'
import { Arrival } from '@/components/arrival'
import { DatasetsSkeleton } from '@/components/dataset-skeletons'

export default function DatasetsLayout({ children }: { children: ReactNode }) {
  return <Arrival skeleton={<DatasetsSkeleton />}>{children}</Arrival>
}
