import type { ReactNode } from 'react'
import { AccessReportSkeleton } from '@/components/access-report/skeleton'
import { Arrival } from '@/components/arrival'
import { SkeletonHeader } from '@/components/ui/skeleton'

export default function ProjectAccessLayout({ children }: { children: ReactNode }) {
  const skeleton = (
    <>
      <SkeletonHeader />
      <AccessReportSkeleton />
    </>
  )
  return <Arrival skeleton={skeleton}>{children}</Arrival>
}
