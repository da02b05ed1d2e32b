import type { ReactNode } from 'react'
import { Arrival } from '@/components/arrival'
import { ServiceAccountsSkeleton } from '@/components/settings-skeletons'

export default function ServiceAccountsLayout({ children }: { children: ReactNode }) {
  return <Arrival skeleton={<ServiceAccountsSkeleton />}>{children}</Arrival>
}
