import type { ReactNode } from 'react'
import { Arrival } from '@/components/arrival'
import { AccountSkeleton } from '@/components/settings-skeletons'
import OrganizationLayout from '../[org]/layout'
import { currentCtx } from '../session'

/** One's account belongs to no organization; the way around is that of the first. */
export default async function MeLayout({ children }: { children: ReactNode }) {
  const [home] = (await currentCtx())?.memberships ?? []
  if (!home) return children
  const params = Promise.resolve({ org: home.slug })
  return (
    <OrganizationLayout params={params}>
      <Arrival skeleton={<AccountSkeleton />}>{children}</Arrival>
    </OrganizationLayout>
  )
}
