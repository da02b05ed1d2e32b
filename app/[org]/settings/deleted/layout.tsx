import type { ReactNode } from 'react'
import { Arrival } from '@/components/arrival'
import { DeletedSkeleton } from '@/components/settings-skeletons'

export default function DeletedLayout({ children }: { children: ReactNode }) {
  return <Arrival skeleton={<DeletedSkeleton />}>{children}</Arrival>
}
