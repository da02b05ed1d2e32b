import type { ReactNode } from 'react'
import { Arrival } from '@/components/arrival'
import { PageHeader } from '@/components/shell/page-header'
import { RunRowsSkeleton } from '@/components/skeletons'

export default function RunsLayout({ children }: { children: ReactNode }) {
  const skeleton = (
    <>
      <PageHeader title="Runs" />
      <RunRowsSkeleton />
    </>
  )
  return <Arrival skeleton={skeleton}>{children}</Arrival>
}
