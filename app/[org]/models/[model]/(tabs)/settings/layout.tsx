import type { ReactNode } from 'react'
import { Arrival } from '@/components/arrival'
import { ModelSettingsSkeleton } from '@/components/settings-skeletons'

export default function ModelSettingsLayout({ children }: { children: ReactNode }) {
  return <Arrival skeleton={<ModelSettingsSkeleton />}>{children}</Arrival>
}
