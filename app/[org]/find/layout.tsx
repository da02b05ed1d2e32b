import type { ReactNode } from 'react'
import { Arrival } from '@/components/arrival'
import { FindSkeleton } from '@/components/found-list'

export default function FindLayout({ children }: { children: ReactNode }) {
  return <Arrival skeleton={<FindSkeleton />}>{children}</Arrival>
}
