import type { ReactNode } from 'react'
import { Arrival } from '@/components/arrival'
import { RunsSkeleton } from '@/components/skeletons'

export default function RunsLayout({ children }: { children: ReactNode }) {
  return <Arrival skeleton={<RunsSkeleton />}>{children}</Arrival>
}
