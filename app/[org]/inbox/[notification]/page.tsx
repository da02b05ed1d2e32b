import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { load } from '@/app/load'
import { requireCtx } from '@/app/session'
import { openNotification } from '@/lib/notifications/read'
import { paths } from '@/lib/paths'

export const metadata: Metadata = { title: 'Inbox' }

interface Props {
  params: Promise<{ org: string; notification: string }>
}

/** Leads on to what a notification is about, which is how it is read. */
export default async function NotificationPage({ params }: Props) {
  const { org, notification: id } = await params
  const ctx = await requireCtx(paths.notification(org, id))
  const mark = await isVisit()
  redirect(await load(() => openNotification(ctx, { org, id, mark })))
}

/** Whether somebody goes there, rather than a browser that fetches ahead or a picture on another page. */
async function isVisit(): Promise<boolean> {
  const sent = await headers()
  const ahead = `${sent.get('sec-purpose') ?? ''} ${sent.get('purpose') ?? ''}`.includes('prefetch')
  const mode = sent.get('sec-fetch-mode')
  return (
    !ahead &&
    !sent.has('next-router-prefetch') &&
    (mode === null || mode === 'navigate' || sent.has('rsc'))
  )
}
