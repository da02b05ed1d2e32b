import type { ReactNode } from 'react'
import { AccessReportSkeleton } from '@/components/access-report/skeleton'
import { Arrival } from '@/components/arrival'

export default function ModelAccessLayout({ children }: { children: ReactNode }) {
  return <Arrival skeleton={<AccessReportSkeleton />}>{children}</Arrival>
}
