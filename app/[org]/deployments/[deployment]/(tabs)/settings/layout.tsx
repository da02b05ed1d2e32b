import type { ReactNode } from 'react'
import { Arrival } from '@/components/arrival'
import { DeploymentSettingsSkeleton } from '@/components/deployments/skeletons'

export default function SettingsLayout({ children }: { children: ReactNode }) {
  return <Arrival skeleton={<DeploymentSettingsSkeleton />}>{children}</Arrival>
}
