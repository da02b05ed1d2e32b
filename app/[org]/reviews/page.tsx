import type { Metadata } from 'next'
import { z } from 'zod'
import { fromCursor, load } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { requireCtx } from '@/app/session'
import { ReviewTabs } from '@/components/review/review-tabs'
import { ReviewList } from '@/components/review-list'
import { PageHeader } from '@/components/shell/page-header'
import { ButtonLink } from '@/components/ui/button'
import { Pager } from '@/components/ui/pager'
import { couldIn } from '@/lib/access'
import { getMeanings } from '@/lib/metrics/queries'
import { paths } from '@/lib/paths'
import { listReviews } from '@/lib/reviews/inbox'
import { type Show, shows } from '@/lib/reviews/view'

export const metadata: Metadata = { title: 'Reviews' }

const reviewSearch = listReviews.input
  .pick({ cursor: true })
  .extend({ show: z.enum(shows).optional() })

const facts = {
  waiting: 'Versions that you may decide on and have not, the oldest first.',
  asked: 'Versions that you registered or asked a review of, the newest first.',
  overdue: 'Approved versions whose approval ends or has ended, or that have changed since.',
  all: 'Versions that wait for a decision of anybody, the oldest first.',
} as const satisfies Record<Show, string>

interface Props {
  params: Promise<{ org: string }>
  searchParams: SearchParams
}

export default async function ReviewsPage({ params, searchParams }: Props) {
  const { org } = await params
  const { cursor, show: asked } = await search(searchParams, reviewSearch)
  const here = { ...(asked && { show: asked }) }
  const ctx = await requireCtx(paths.reviews(org, { ...here, cursor }))
  // Whoever decides on nothing comes for what they asked for.
  const show = asked ?? (couldIn(ctx, 'version.approve', org) ? 'waiting' : 'asked')
  const { items, nextCursor } = await load(() =>
    fromCursor(cursor, (from) => listReviews(ctx, { org, show, cursor: from, limit: 20 })),
  )
  const keys = items.flatMap(({ metrics, current }) =>
    Object.keys({ ...metrics, ...current?.metrics }),
  )
  const meanings = await load(() => getMeanings(ctx, { org, keys }))
  return (
    <>
      <PageHeader
        title="Reviews"
        facts={facts[show]}
        actions={
          show !== 'overdue' &&
          items.length > 1 && (
            <ButtonLink href={paths.bulk(org, { q: 'state:pending' })}>
              Decide on several…
            </ButtonLink>
          )
        }
      />
      <ReviewTabs org={org} show={show} />
      <ReviewList {...{ org, show, meanings }} versions={items} now={ctx.now()} />
      <Pager
        label="reviews"
        firstHref={cursor ? paths.reviews(org, here) : null}
        nextHref={nextCursor ? paths.reviews(org, { ...here, cursor: nextCursor }) : null}
        nextLabel={show === 'asked' ? 'Older' : 'Newer'}
      />
    </>
  )
}
