import type { ReactNode } from 'react'
import { Arrival } from '@/components/arrival'
import { WebhooksSkeleton } from '@/components/settings-skeletons'

export default function WebhooksLayout({ children }: { children: ReactNode }) {
  return <Arrival skeleton={<WebhooksSkeleton />}>{children}</Arrival>
}
