import type { Metadata } from 'next'
import { z } from 'zod'
import { fromCursor, loadIfAllowed } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { requireCtx } from '@/app/session'
import { PageHeader } from '@/components/shell/page-header'
import { ButtonLink } from '@/components/ui/button'
import { NothingYet } from '@/components/ui/empty'
import { Pager } from '@/components/ui/pager'
import { TextLink } from '@/components/ui/text-link'
import { WebhookTable } from '@/components/webhooks/webhook-table'
import { paths } from '@/lib/paths'
import { listWebhooks } from '@/lib/webhooks/queries'
import { Refused } from './refused'

export const metadata: Metadata = { title: 'Webhooks' }

const webhookSearch = listWebhooks.input
  .pick({ cursor: true })
  .extend({ project: z.string(), model: z.string() })

// An organization has no more: those of one model are picked out of all of them.
const all = 200

interface Props {
  params: Promise<{ org: string }>
  searchParams: SearchParams
}

export default async function WebhooksPage({ params, searchParams }: Props) {
  const { org } = await params
  const { cursor, project, model } = await search(searchParams, webhookSearch)
  const of = { model, project: model ? undefined : project }
  const only = model ?? project
  const ctx = await requireCtx(paths.webhooks(org, { ...of, cursor }))
  const found = await loadIfAllowed(() =>
    only
      ? listWebhooks(ctx, { org, limit: all })
      : fromCursor(cursor, (from) => listWebhooks(ctx, { org, cursor: from })),
  )
  if (!found.ok) return <Refused org={org} reason={found.reason} />
  const { items, nextCursor } = found.value
  const kind = model ? 'model' : 'project'
  const shown = only
    ? items.filter(({ scope }) => scope.kind === kind && scope.name === only)
    : items
  return (
    <>
      <PageHeader
        title={only ? `Webhooks of the ${kind} ${only}` : 'Webhooks'}
        trail={only ? [{ href: paths.webhooks(org), label: 'Webhooks' }] : []}
        facts="Addresses that are told what happens: a program, a chat, an engine that is to start."
        actions={<ButtonLink href={paths.newWebhook(org, of)}>New webhook</ButtonLink>}
      />
      {shown.length > 0 ? (
        <WebhookTable org={org} webhooks={shown} now={ctx.now()} />
      ) : (
        <NothingYet>
          {only ? (
            <>
              No webhook hears of this {kind} alone.{' '}
              <TextLink href={paths.webhooks(org)}>Those of everything</TextLink> may hear of it as
              well.
            </>
          ) : (
            'Webhooks appear here, with how their deliveries go. Make one to start something when a version is approved.'
          )}
        </NothingYet>
      )}
      {!only && (
        <Pager
          label="webhooks"
          firstHref={cursor ? paths.webhooks(org) : null}
          nextHref={nextCursor ? paths.webhooks(org, { cursor: nextCursor }) : null}
          nextLabel="Next"
        />
      )}
    </>
  )
}
