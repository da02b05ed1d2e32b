import { PageHeader } from '@/components/shell/page-header'
import { NotAllowed } from '@/components/ui/empty'
import { paths } from '@/lib/paths'

/** Why somebody sees no webhooks. */
export function Refused({ org, reason }: { org: string; reason: string }) {
  return (
    <>
      <PageHeader title="Webhooks" />
      <NotAllowed
        title="You cannot see where events are sent"
        reason={reason}
        whoCan="Admins of the organization make webhooks: an address may hold a secret, and what is sent there leaves the hub."
        why={paths.why(org, 'webhook.list')}
      />
    </>
  )
}
