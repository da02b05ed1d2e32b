import type { Metadata } from 'next'
import { z } from 'zod'
import { fromCursor, load, loadIfAllowed } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { currentCtx, requireCtx } from '@/app/session'
import { ConfirmForm } from '@/components/confirm-form'
import { PressForm } from '@/components/press-form'
import { PageHeader } from '@/components/shell/page-header'
import { ButtonLink } from '@/components/ui/button'
import { NothingMatches, NothingYet } from '@/components/ui/empty'
import { Notice } from '@/components/ui/notice'
import { Pager } from '@/components/ui/pager'
import { Section } from '@/components/ui/section'
import { Tabs } from '@/components/ui/tabs'
import { DeliveryTable } from '@/components/webhooks/delivery-table'
import { RotateForm } from '@/components/webhooks/rotate-form'
import { standingOf } from '@/components/webhooks/standing'
import { WebhookFacts } from '@/components/webhooks/webhook-facts'
import { WebhookForm } from '@/components/webhooks/webhook-form'
import { WebhookState } from '@/components/webhooks/webhook-state'
import { plural } from '@/lib/format'
import { paths } from '@/lib/paths'
import { getWebhook, listDeliveries } from '@/lib/webhooks/queries'
import * as actions from '../actions'
import { eventChoices } from '../event-choices'
import { Refused } from '../refused'

const pageSearch = listDeliveries.input
  .pick({ cursor: true })
  .extend({ state: listDeliveries.input.shape.state.unwrap(), change: z.string() })

interface Props {
  params: Promise<{ org: string; id: string }>
  searchParams: SearchParams
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const ref = await params
  const ctx = await currentCtx()
  if (!ctx) return {}
  const found = await loadIfAllowed(() => getWebhook(ctx, ref))
  return { title: found.ok ? `${found.value.name} · Webhooks` : 'Webhooks' }
}

export default async function WebhookPage({ params, searchParams }: Props) {
  const ref = await params
  const { org, id } = ref
  const { cursor, state, change } = await search(searchParams, pageSearch)
  const address = paths.webhook(org, id)
  const ctx = await requireCtx(paths.webhook(org, id, { cursor, state, change }))
  const found = await loadIfAllowed(() => getWebhook(ctx, ref))
  if (!found.ok) return <Refused org={org} reason={found.reason} />
  const webhook = found.value
  const trail = [{ href: paths.webhooks(org), label: 'Webhooks' }]
  if (change)
    return (
      <>
        <PageHeader title={`Change ${webhook.name}`} trail={trail} />
        <WebhookForm
          save={actions.edit.bind(null, ref)}
          webhook={webhook}
          events={eventChoices}
          cancelHref={address}
          hrefOf={paths.webhooks(org)}
        />
      </>
    )
  const { items, nextCursor } = await load(() =>
    fromCursor(cursor, (from) => listDeliveries(ctx, { ...ref, state, cursor: from })),
  )
  const { paused, waiting } = webhook
  const { says } = standingOf(webhook)
  return (
    <>
      <PageHeader
        title={webhook.name}
        badge={<WebhookState webhook={webhook} why={false} />}
        trail={trail}
        actions={
          <>
            <PressForm action={actions.sendTest.bind(null, ref)}>Send a test</PressForm>
            {paused ? (
              <PressForm action={actions.resume.bind(null, ref)}>Resume</PressForm>
            ) : (
              <PressForm action={actions.pause.bind(null, ref)}>Pause</PressForm>
            )}
            <ButtonLink href={paths.webhook(org, id, { change: 'webhook' })}>Change</ButtonLink>
          </>
        }
      />
      <div className="flex flex-col gap-10">
        {(paused || says) && (
          <Notice kind={paused ? 'warning' : 'error'}>
            {says ?? 'It is paused.'}{' '}
            {paused && waiting > 0
              ? `${plural(waiting, 'delivery waits', 'deliveries wait')} for it, and will be sent in order when it is resumed. What has waited for 30 days is given up.`
              : !paused && 'It is tried again by itself, later each time.'}
          </Notice>
        )}
        <WebhookFacts org={org} webhook={webhook} now={ctx.now()} />
        <Section title="Deliveries" aside={<ButtonLink href={address}>Look again</ButtonLink>}>
          <p className="text-ink-2">
            Messages about one model are sent in order, each after the one before it.
          </p>
          <Tabs
            label="Deliveries by state"
            tabs={[
              { href: address, label: 'All', current: !state },
              ...listDeliveries.input.shape.state.unwrap().options.map((one) => ({
                href: paths.webhook(org, id, { state: one }),
                label: words[one],
                current: state === one,
              })),
            ]}
          />
          {items.length > 0 ? (
            <DeliveryTable org={org} deliveries={items} now={ctx.now()} />
          ) : state ? (
            <NothingMatches
              what="deliveries"
              filters={[`the state ${state}`]}
              clearHref={address}
            />
          ) : (
            <NothingYet>
              Each message appears here with the answer to it. Send a test to see whether it
              arrives.
            </NothingYet>
          )}
          <Pager
            label="deliveries"
            firstHref={cursor ? paths.webhook(org, id, { state }) : null}
            nextHref={nextCursor ? paths.webhook(org, id, { state, cursor: nextCursor }) : null}
          />
        </Section>
        <Section title="Secret">
          <RotateForm rotate={actions.rotate.bind(null, ref)} doneHref={address} />
        </Section>
        <Section title="Remove">
          <ConfirmForm
            action={actions.remove.bind(null, ref)}
            label="Remove this webhook"
            of={webhook.name}
            warning="Nothing more is sent there. What waits is given up, and its secret is gone."
            confirm="Remove webhook"
          />
        </Section>
      </div>
    </>
  )
}

const words = { waiting: 'Waiting', delivered: 'Delivered', failed: 'Failed' } as const
