import type { Metadata } from 'next'
import { cache } from 'react'
import { load } from '@/app/load'
import { requireCtx } from '@/app/session'
import { siteUrl } from '@/app/site-url'
import { EventDetail } from '@/components/event-detail'
import { PageHeader } from '@/components/shell/page-header'
import { getEvent } from '@/lib/activity/queries'
import { exactTime } from '@/lib/format'
import { paths } from '@/lib/paths'

interface Props {
  params: Promise<{ org: string; event: string }>
}

const eventOf = cache(async (org: string, event: string) => {
  const ctx = await requireCtx(paths.event(org, event))
  return load(() => getEvent(ctx, { org, event }))
})

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { org, event } = await params
  return { title: `Event: ${(await eventOf(org, event)).action}` }
}

export default async function EventPage({ params }: Props) {
  const { org, event: asked } = await params
  const [event, baseUrl] = await Promise.all([eventOf(org, asked), siteUrl()])
  return (
    <>
      <PageHeader
        title={`Event of ${exactTime(event.at)}`}
        // Whoever may not read the whole log is told so there.
        trail={[{ href: paths.activity(org), label: 'Activity' }]}
      />
      <EventDetail org={org} event={event} baseUrl={baseUrl} />
    </>
  )
}
