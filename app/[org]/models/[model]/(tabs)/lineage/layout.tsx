import type { ReactNode } from 'react'
import { Arrival } from '@/components/arrival'
import { LineageSkeleton } from '@/components/lineage/skeleton'

export default function ModelLineageLayout({ children }: { children: ReactNode }) {
  return <Arrival skeleton={<LineageSkeleton />}>{children}</Arrival>
}
