import type { ReactNode } from 'react'
import { Arrival } from '@/components/arrival'
import { InboxSkeleton } from '@/components/inbox/inbox-skeleton'

export default function InboxLayout({ children }: { children: ReactNode }) {
  return <Arrival skeleton={<InboxSkeleton />}>{children}</Arrival>
}
