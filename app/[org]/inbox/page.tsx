import type { Metadata } from 'next'
import { z } from 'zod'
import { fromCursor, load } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { requireCtx } from '@/app/session'
import { InboxList } from '@/components/inbox/inbox-list'
import { PressForm } from '@/components/press-form'
import { PageHeader } from '@/components/shell/page-header'
import { ButtonLink } from '@/components/ui/button'
import { NothingYet } from '@/components/ui/empty'
import { Pager } from '@/components/ui/pager'
import { Tabs } from '@/components/ui/tabs'
import { listInbox } from '@/lib/notifications/list'
import { paths } from '@/lib/paths'
import { read } from './actions'

export const metadata: Metadata = { title: 'Inbox' }

const inboxSearch = listInbox.input
  .pick({ cursor: true })
  .extend({ show: z.literal('unread').optional() })

interface Props {
  params: Promise<{ org: string }>
  searchParams: SearchParams
}

export default async function InboxPage({ params, searchParams }: Props) {
  const { org } = await params
  const { cursor, show } = await search(searchParams, inboxSearch)
  const ctx = await requireCtx(paths.inbox(org, { show, cursor }))
  const { items, nextCursor } = await load(() =>
    fromCursor(cursor, (from) => listInbox(ctx, { org, show, cursor: from })),
  )
  const [newest] = items
  // Only what stands here is marked: what came since stays unread.
  const all = newest && read.bind(null, { org, until: newest.createdAt })
  return (
    <>
      <PageHeader
        title="Inbox"
        facts="What concerns you, newest first."
        actions={
          <>
            {all && !cursor && items.some(({ readAt }) => readAt === null) && (
              <PressForm action={all}>Mark all as read</PressForm>
            )}
            <ButtonLink href={paths.notificationSettings()}>Choose what you are told</ButtonLink>
          </>
        }
      />
      <div className="mb-4 border-b border-line">
        <Tabs
          label="Inbox"
          tabs={[
            { href: paths.inbox(org), label: 'All', current: !show },
            {
              href: paths.inbox(org, { show: 'unread' }),
              label: 'Unread',
              current: show === 'unread',
            },
          ]}
        />
      </div>
      {items.length > 0 ? (
        <InboxList
          items={items}
          read={(id) => read.bind(null, { org, ids: [id] })}
          now={ctx.now()}
        />
      ) : (
        <NothingYet>
          {show
            ? 'You have read everything.'
            : 'Nothing has come yet. Requests for your review, decisions on your versions, mentions and the like arrive here, and stay for 90 days.'}
        </NothingYet>
      )}
      <Pager
        label="the inbox"
        firstHref={cursor ? paths.inbox(org, { show }) : null}
        nextHref={nextCursor ? paths.inbox(org, { show, cursor: nextCursor }) : null}
      />
    </>
  )
}
