import type { Metadata } from 'next'
import { z } from 'zod'
import { load } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { requireCtx } from '@/app/session'
import { PageHeader } from '@/components/shell/page-header'
import { WebhookForm } from '@/components/webhooks/webhook-form'
import type { Ctx } from '@/lib/actor'
import { getModel } from '@/lib/models/queries'
import { abilitiesIn } from '@/lib/organizations/abilities'
import { paths, type WebhooksOf } from '@/lib/paths'
import { getProject } from '@/lib/projects/queries'
import { create } from '../actions'
import { eventChoices } from '../event-choices'
import { Refused } from '../refused'

export const metadata: Metadata = { title: 'New webhook' }

const newSearch = z.object({ project: z.string(), model: z.string() })

interface Props {
  params: Promise<{ org: string }>
  searchParams: SearchParams
}

export default async function NewWebhookPage({ params, searchParams }: Props) {
  const { org } = await params
  const { project, model } = await search(searchParams, newSearch)
  const ctx = await requireCtx(paths.newWebhook(org, { project, model }))
  const may = await load(async () => abilitiesIn(ctx, org, 'webhook.create'))
  const creates = may['webhook.create']
  if (!creates.ok) return <Refused org={org} reason={creates.reason} />
  const of = await scopeOf(ctx, org, { project, model })
  return (
    <>
      <PageHeader
        title="New webhook"
        trail={[{ href: paths.webhooks(org), label: 'Webhooks' }]}
        facts={of.says}
      />
      <WebhookForm
        save={create.bind(null, { org, ...of.scope })}
        webhook={null}
        events={eventChoices}
        cancelHref={paths.webhooks(org, of.scope)}
        hrefOf={paths.webhooks(org)}
      />
    </>
  )
}

/** What it is to hear of, which has to be there. */
async function scopeOf(ctx: Ctx, org: string, { project, model }: WebhooksOf) {
  if (model !== undefined) {
    const { slug } = await load(() => getModel(ctx, { org, model }))
    return { says: `It hears of the model ${slug} alone.`, scope: { model: slug } }
  }
  if (project !== undefined) {
    const { slug } = await load(() => getProject(ctx, { org, project }))
    return { says: `It hears of the project ${slug} alone.`, scope: { project: slug } }
  }
  const says =
    'It hears of the whole organization. For one model or project, begin in the settings of that.'
  return { says, scope: {} }
}
