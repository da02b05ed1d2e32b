import type { ReactNode } from 'react'
import { Arrival } from '@/components/arrival'
import { LineageSkeleton } from '@/components/lineage/skeleton'
import { SkeletonHeader } from '@/components/ui/skeleton'

export default function LineageLayout({ children }: { children: ReactNode }) {
  const skeleton = (
    <>
      <SkeletonHeader />
      <LineageSkeleton />
    </>
  )
  return <Arrival skeleton={skeleton}>{children}</Arrival>
}
