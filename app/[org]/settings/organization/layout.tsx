import type { ReactNode } from 'react'
import { Arrival } from '@/components/arrival'
import { OrganizationSkeleton } from '@/components/settings-skeletons'

export default function OrganizationLayout({ children }: { children: ReactNode }) {
  return <Arrival skeleton={<OrganizationSkeleton />}>{children}</Arrival>
}
