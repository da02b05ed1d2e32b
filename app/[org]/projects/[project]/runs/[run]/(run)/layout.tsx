import type { ReactNode } from 'react'
import { Arrival } from '@/components/arrival'
import { RunSkeleton } from './skeleton'

export default function RunLayout({ children }: { children: ReactNode }) {
  return <Arrival skeleton={<RunSkeleton />}>{children}</Arrival>
}
