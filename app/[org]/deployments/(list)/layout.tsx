import type { ReactNode } from 'react'
import { Arrival } from '@/components/arrival'
import { DeploymentsSkeleton } from '@/components/deployments/skeletons'

export default function DeploymentsLayout({ children }: { children: ReactNode }) {
  return <Arrival skeleton={<DeploymentsSkeleton />}>{children}</Arrival>
}
