import type { ReactNode } from 'react'
import { Arrival } from '@/components/arrival'
import { BulkSkeleton } from '@/components/skeletons'

export default function BulkLayout({ children }: { children: ReactNode }) {
  return <Arrival skeleton={<BulkSkeleton />}>{children}</Arrival>
}
