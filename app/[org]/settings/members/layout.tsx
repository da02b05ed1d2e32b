import type { ReactNode } from 'react'
import { Arrival } from '@/components/arrival'
import { MembersSkeleton } from '@/components/settings-skeletons'

export default function MembersLayout({ children }: { children: ReactNode }) {
  return <Arrival skeleton={<MembersSkeleton />}>{children}</Arrival>
}
