import type { ReactNode } from 'react'
import { Arrival } from '@/components/arrival'
import { VersionsSkeleton } from '@/components/skeletons'

export default function VersionsLayout({ children }: { children: ReactNode }) {
  return <Arrival skeleton={<VersionsSkeleton />}>{children}</Arrival>
}
