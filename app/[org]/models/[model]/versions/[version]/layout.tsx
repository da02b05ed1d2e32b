import type { ReactNode } from 'react'
import { Arrival } from '@/components/arrival'
import { VersionSkeleton } from './skeleton'

export default function VersionLayout({ children }: { children: ReactNode }) {
  return <Arrival skeleton={<VersionSkeleton />}>{children}</Arrival>
}
