import type { ReactNode } from 'react'
import { Arrival } from '@/components/arrival'
import { GroupMappingsSkeleton } from '@/components/settings-skeletons'

export default function GroupMappingsLayout({ children }: { children: ReactNode }) {
  return <Arrival skeleton={<GroupMappingsSkeleton />}>{children}</Arrival>
}
