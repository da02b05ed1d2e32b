import type { ReactNode } from 'react'
import { Arrival } from '@/components/arrival'
import { TeamsSkeleton } from '@/components/settings-skeletons'

export default function TeamsLayout({ children }: { children: ReactNode }) {
  return <Arrival skeleton={<TeamsSkeleton />}>{children}</Arrival>
}
