import type { Metadata } from 'next'
import { fromCursor, load } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { requireCtx } from '@/app/session'
import { ReviewList } from '@/components/review-list'
import { PageHeader } from '@/components/shell/page-header'
import { ButtonLink } from '@/components/ui/button'
import { Pager } from '@/components/ui/pager'
import { getMeanings } from '@/lib/metrics/queries'
import { paths } from '@/lib/paths'
import { listReviews } from '@/lib/reviews/inbox'

export const metadata: Metadata = { title: 'Reviews' }

const reviewSearch = listReviews.input.pick({ cursor: true })

interface Props {
  params: Promise<{ org: string }>
  searchParams: SearchParams
}

export default async function ReviewsPage({ params, searchParams }: Props) {
  const { org } = await params
  const { cursor } = await search(searchParams, reviewSearch)
  const ctx = await requireCtx(paths.reviews(org, { cursor }))
  const { items, nextCursor } = await load(() =>
    fromCursor(cursor, (from) => listReviews(ctx, { org, cursor: from, limit: 20 })),
  )
  const keys = items.flatMap(({ metrics, current }) =>
    Object.keys({ ...metrics, ...current?.metrics }),
  )
  const meanings = await load(() => getMeanings(ctx, { org, keys }))
  return (
    <>
      <PageHeader
        title="Reviews"
        facts="Versions that wait for a decision, the oldest first."
        actions={
          items.length > 1 && (
            <ButtonLink href={paths.bulk(org, { q: 'state:pending' })}>
              Decide on several…
            </ButtonLink>
          )
        }
      />
      <ReviewList org={org} versions={items} meanings={meanings} now={ctx.now()} />
      <Pager
        label="reviews"
        firstHref={cursor ? paths.reviews(org) : null}
        nextHref={nextCursor ? paths.reviews(org, { cursor: nextCursor }) : null}
        nextLabel="Newer"
      />
    </>
  )
}
