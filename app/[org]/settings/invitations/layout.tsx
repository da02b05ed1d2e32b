import type { ReactNode } from 'react'
import { Arrival } from '@/components/arrival'
import { InvitationsSkeleton } from '@/components/settings-skeletons'

export default function InvitationsLayout({ children }: { children: ReactNode }) {
  return <Arrival skeleton={<InvitationsSkeleton />}>{children}</Arrival>
}
