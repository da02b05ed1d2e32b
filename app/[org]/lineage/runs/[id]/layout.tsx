import type { ReactNode } from 'react'
import { Arrival } from '@/components/arrival'
import { OutsideSkeleton } from '@/components/outside/skeletons'

export default function OutsideRunLayout({ children }: { children: ReactNode }) {
  return <Arrival skeleton={<OutsideSkeleton />}>{children}</Arrival>
}
