import type { ReactNode } from 'react'
import { Arrival } from '@/components/arrival'
import { RunsSkeleton } from '@/components/skeletons'

export default function GroupLayout({ children }: { children: ReactNode }) {
  return <Arrival skeleton={<RunsSkeleton />}>{children}</Arrival>
}
