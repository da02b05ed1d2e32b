import type { ReactNode } from 'react'
import { Arrival } from '@/components/arrival'
import { CompareSkeleton } from '@/components/compare/skeleton'

export default function ModelCompareLayout({ children }: { children: ReactNode }) {
  return <Arrival skeleton={<CompareSkeleton />}>{children}</Arrival>
}
