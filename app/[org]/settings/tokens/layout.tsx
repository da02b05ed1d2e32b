import type { ReactNode } from 'react'
import { Arrival } from '@/components/arrival'
import { TokensSkeleton } from '@/components/settings-skeletons'

export default function TokensLayout({ children }: { children: ReactNode }) {
  return <Arrival skeleton={<TokensSkeleton />}>{children}</Arrival>
}
