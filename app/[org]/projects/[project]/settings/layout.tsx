import type { ReactNode } from 'react'
import { Arrival } from '@/components/arrival'
import { ProjectSettingsSkeleton } from '@/components/settings-skeletons'

export default function ProjectSettingsLayout({ children }: { children: ReactNode }) {
  return <Arrival skeleton={<ProjectSettingsSkeleton />}>{children}</Arrival>
}
