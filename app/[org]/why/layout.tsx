import type { ReactNode } from 'react'
import { Arrival } from '@/components/arrival'
import { PageHeader } from '@/components/shell/page-header'

export default function WhyLayout({ children }: { children: ReactNode }) {
  return <Arrival skeleton={<PageHeader title="Why can’t I?" />}>{children}</Arrival>
}
