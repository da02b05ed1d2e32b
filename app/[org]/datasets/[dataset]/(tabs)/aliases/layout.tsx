import type { ReactNode } from 'react'
import { Arrival } from '@/components/arrival'
import { DatasetAliasesSkeleton } from '@/components/dataset-skeletons'

export default function DatasetAliasesLayout({ children }: { children: ReactNode }) {
  return <Arrival skeleton={<DatasetAliasesSkeleton />}>{children}</Arrival>
}
