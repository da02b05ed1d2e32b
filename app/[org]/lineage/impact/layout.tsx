import type { ReactNode } from 'react'
import { Arrival } from '@/components/arrival'
import { impactCaption, impactColumns } from '@/components/impact-table'
import { SkeletonHeader, SkeletonTable } from '@/components/ui/skeleton'

export default function ImpactLayout({ children }: { children: ReactNode }) {
  const skeleton = (
    <>
      <SkeletonHeader />
      <SkeletonTable caption={impactCaption} columns={impactColumns} size="lg" />
    </>
  )
  return <Arrival skeleton={skeleton}>{children}</Arrival>
}
