import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { load, loadIfAllowed } from '@/app/load'
import { requireCtx } from '@/app/session'
import { LiveRefresh } from '@/components/live-refresh'
import { PressForm } from '@/components/press-form'
import { PageHeader } from '@/components/shell/page-header'
import { DeliveryDetail } from '@/components/webhooks/delivery-detail'
import { paths } from '@/lib/paths'
import { getDelivery, getWebhook } from '@/lib/webhooks/queries'
import { sendAgain } from '../../../actions'
import { Refused } from '../../../refused'

export const metadata: Metadata = { title: 'Delivery · Webhooks' }

interface Props {
  params: Promise<{ org: string; id: string; delivery: string }>
}

export default async function DeliveryPage({ params }: Props) {
  const { org, id, delivery: deliveryId } = await params
  const address = paths.delivery(org, id, deliveryId)
  const ctx = await requireCtx(address)
  const found = await loadIfAllowed(() => getWebhook(ctx, { org, id }))
  if (!found.ok) return <Refused org={org} reason={found.reason} />
  const webhook = found.value
  const delivery = await load(() => getDelivery(ctx, { org, id: deliveryId }))
  if (delivery.webhook !== id) notFound()
  const waits = delivery.state === 'waiting'
  return (
    <>
      <PageHeader
        title={delivery.event}
        trail={[
          { href: paths.webhooks(org), label: 'Webhooks' },
          { href: paths.webhook(org, id), label: webhook.name },
        ]}
        actions={
          <PressForm action={sendAgain.bind(null, { org, id: deliveryId })}>
            {delivery.attempts > 0 ? 'Send again' : 'Send now'}
          </PressForm>
        }
      />
      {waits && (
        <div className="mb-6">
          <LiveRefresh href={address} />
        </div>
      )}
      <DeliveryDetail org={org} delivery={delivery} webhook={webhook} now={ctx.now()} />
    </>
  )
}
