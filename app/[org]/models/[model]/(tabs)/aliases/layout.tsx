import type { ReactNode } from 'react'
import { ModelAliasesSkeleton } from '@/components/aliases/skeleton'
import { Arrival } from '@/components/arrival'

export default function ModelAliasesLayout({ children }: { children: ReactNode }) {
  return <Arrival skeleton={<ModelAliasesSkeleton />}>{children}</Arrival>
}
