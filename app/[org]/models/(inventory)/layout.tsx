import type { ReactNode } from 'react'
import { Arrival } from '@/components/arrival'
import { InventorySkeleton } from '@/components/skeletons'

export default function InventoryLayout({ children }: { children: ReactNode }) {
  return <Arrival skeleton={<InventorySkeleton />}>{children}</Arrival>
}
