import type { ReactNode } from 'react'
import { Arrival } from '@/components/arrival'
import { FieldsSkeleton } from '@/components/settings-skeletons'

export default function FieldsLayout({ children }: { children: ReactNode }) {
  return <Arrival skeleton={<FieldsSkeleton />}>{children}</Arrival>
}
