import type { ReactNode } from 'react'
import { Arrival } from '@/components/arrival'
import { PageHeader } from '@/components/shell/page-header'
import { ActivitySkeleton } from '@/components/skeletons'

export default function ActivityLayout({ children }: { children: ReactNode }) {
  const skeleton = (
    <>
      <PageHeader title="Activity" />
      <ActivitySkeleton />
    </>
  )
  return <Arrival skeleton={skeleton}>{children}</Arrival>
}
