import type { ReactNode } from 'react'
import { AccessReportSkeleton } from '@/components/access-report/skeleton'
import { Arrival } from '@/components/arrival'
import { PageHeader } from '@/components/shell/page-header'

export default function OrganizationAccessLayout({ children }: { children: ReactNode }) {
  const skeleton = (
    <>
      <PageHeader title="Who may" />
      <AccessReportSkeleton />
    </>
  )
  return <Arrival skeleton={skeleton}>{children}</Arrival>
}
