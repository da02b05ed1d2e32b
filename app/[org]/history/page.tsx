import type { Metadata } from 'next'
import { fromCursor, load } from '@/app/load'
import { momentOf } from '@/app/moment'
import type { SearchParams } from '@/app/search'
import { requireCtx } from '@/app/session'
import { InUseTable } from '@/components/history/in-use'
import { WhenForm } from '@/components/history/when-form'
import { PageHeader } from '@/components/shell/page-header'
import { Pager } from '@/components/ui/pager'
import { Section } from '@/components/ui/section'
import { TextLink } from '@/components/ui/text-link'
import { exactTime } from '@/lib/format'
import { listInUse } from '@/lib/history/in-use'
import { paths } from '@/lib/paths'

export const metadata: Metadata = { title: 'What was in use' }

interface Props {
  params: Promise<{ org: string }>
  searchParams: SearchParams
}

const nothing = { items: [], nextCursor: null }

export default async function HistoryPage({ params, searchParams }: Props) {
  const { org } = await params
  const asked = await searchParams
  const cursor = [asked.cursor].flat()[0]
  const ctx = await requireCtx(paths.history(org))
  const { at, problem } = momentOf(ctx, asked)
  const moment = at.toISOString()
  const { items, nextCursor } = problem
    ? nothing
    : await load(() =>
        fromCursor(cursor, (from) => listInUse(ctx, { org, at: moment, cursor: from, limit: 20 })),
      )
  return (
    <>
      <PageHeader
        title="What was in use"
        facts="What latest and the aliases meant, and what served, at a moment that has passed."
      />
      <div className="flex flex-col gap-8">
        <WhenForm action={paths.history(org)} at={at} problem={problem} />
        {!problem && (
          <p className="text-ink-2">
            As it stood on <time dateTime={moment}>{exactTime(moment)}</time>.
            {items.length === 0 && (
              <>
                {' '}
                Nothing was in use then.{' '}
                <TextLink href={paths.history(org, { at: ctx.now().toISOString() })}>
                  What is in use now
                </TextLink>
              </>
            )}
          </p>
        )}
        {items.map((inUse) => (
          <Section
            key={inUse.model}
            title={
              <TextLink href={paths.modelHistory(org, inUse.model, { at: moment })} quiet>
                {inUse.name}
              </TextLink>
            }
          >
            {inUse.gone && <p className="text-ink-2">{inUse.model} was deleted since.</p>}
            <InUseTable org={org} inUse={inUse} />
          </Section>
        ))}
        <Pager
          label="the models"
          firstHref={cursor ? paths.history(org, { at: moment }) : null}
          nextHref={nextCursor ? paths.history(org, { at: moment, cursor: nextCursor }) : null}
          nextLabel="More models"
        />
      </div>
    </>
  )
}
