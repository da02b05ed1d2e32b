import type { ReactNode } from 'react'
import { Arrival } from '@/components/arrival'
import { RevisionSkeleton } from '@/components/deployments/skeletons'

export default function RevisionLayout({ children }: { children: ReactNode }) {
  return <Arrival skeleton={<RevisionSkeleton />}>{children}</Arrival>
}
