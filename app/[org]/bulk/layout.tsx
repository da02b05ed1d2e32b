import type { ReactNode } from 'react'
import { Arrival } from '@/components/arrival'
import { BulkSkeleton } from '@/components/bulk/skeleton'

export default function BulkLayout({ children }: { children: ReactNode }) {
  return <Arrival skeleton={<BulkSkeleton />}>{children}</Arrival>
}
