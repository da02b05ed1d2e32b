import type { ReactNode } from 'react'
import { Arrival } from '@/components/arrival'
import { GroupsSkeleton } from '@/components/skeletons'

export default function GroupsLayout({ children }: { children: ReactNode }) {
  return <Arrival skeleton={<GroupsSkeleton />}>{children}</Arrival>
}
