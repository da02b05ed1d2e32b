import type { ReactNode } from 'react'
import { Arrival } from '@/components/arrival'
import { DatasetSettingsSkeleton } from '@/components/dataset-skeletons'

export default function DatasetSettingsLayout({ children }: { children: ReactNode }) {
  return <Arrival skeleton={<DatasetSettingsSkeleton />}>{children}</Arrival>
}
