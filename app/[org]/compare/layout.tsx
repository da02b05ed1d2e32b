import type { ReactNode } from 'react'
import { Arrival } from '@/components/arrival'
import { ComparePageSkeleton } from '@/components/compare/skeleton'

export default function CompareLayout({ children }: { children: ReactNode }) {
  return <Arrival skeleton={<ComparePageSkeleton />}>{children}</Arrival>
}
