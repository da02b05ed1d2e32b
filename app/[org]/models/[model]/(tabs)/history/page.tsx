import { fromCursor, load, loadIfFound, loadIfThere } from '@/app/load'
import { momentOf } from '@/app/moment'
import type { SearchParams } from '@/app/search'
import { HappeningList } from '@/components/history/happening-list'
import { InUseTable, isUnused } from '@/components/history/in-use'
import { LanePlot } from '@/components/history/lane-plot'
import { lanesOf } from '@/components/history/lanes'
import { WhenForm } from '@/components/history/when-form'
import { PageHeader } from '@/components/shell/page-header'
import { Pager } from '@/components/ui/pager'
import { Section } from '@/components/ui/section'
import { exactTime } from '@/lib/format'
import { getInUse } from '@/lib/history/in-use'
import { listHappenings } from '@/lib/history/timeline'
import { paths } from '@/lib/paths'
import { type ModelParams, modelIfThere, modelOrPast } from '../../model'

export async function generateMetadata({ params }: { params: ModelParams }) {
  const { org, model: slug } = await params
  const model = await modelIfThere(org, slug)
  return { title: `What was in use · ${model?.name ?? slug}` }
}

interface Props {
  params: ModelParams
  searchParams: SearchParams
}

export default async function ModelHistoryPage({ params, searchParams }: Props) {
  const { org, model: slug } = await params
  const asked = await searchParams
  const cursor = [asked.cursor].flat()[0]
  const { ctx, model } = await modelOrPast(org, slug, (at) => paths.modelHistory(org, at))
  const { at, problem } = momentOf(ctx, asked)
  const moment = at.toISOString()
  const ref = { org, model: slug }
  const [found, happenings] = await Promise.all([
    problem ? null : loadIfFound(() => getInUse(ctx, { ...ref, at: moment })),
    load(() =>
      fromCursor(cursor, (from) => listHappenings(ctx, { ...ref, cursor: from, limit: 30 })),
    ),
  ])
  const { items, nextCursor } = happenings
  const [last, first] = [items[0], items.at(-1)]
  // Nothing was before what the last page begins with.
  const before =
    first && nextCursor ? await loadIfThere(() => getInUse(ctx, { ...ref, at: first.at })) : null
  const until = cursor && last ? new Date(last.at) : ctx.now()
  return (
    <div className="flex flex-col gap-8">
      {!model && (
        <PageHeader title={slug} facts="This model was deleted. Its past is told all the same." />
      )}
      <Section title="What was in use on…">
        <WhenForm action={paths.modelHistory(org, slug)} at={at} problem={problem} />
        {found && (
          <>
            <p className="text-ink-2">
              As it stood on <time dateTime={moment}>{exactTime(moment)}</time>.
            </p>
            {!found.ok ? (
              <p>{found.reason}</p>
            ) : isUnused(found.value) ? (
              <p>Nothing of it was in use then: nothing was approved, named or served.</p>
            ) : (
              <InUseTable org={org} inUse={found.value} />
            )}
          </>
        )}
      </Section>
      <Section title="How it came about">
        {first ? (
          <>
            <LanePlot
              lanes={lanesOf(before ?? null, items, until)}
              from={new Date(first.at)}
              to={until}
            />
            <HappeningList org={org} happenings={items} />
            <Pager
              label="what happened"
              firstHref={cursor ? paths.modelHistory(org, slug, { at: moment }) : null}
              nextHref={
                nextCursor
                  ? paths.modelHistory(org, slug, { at: moment, cursor: nextCursor })
                  : null
              }
            />
          </>
        ) : (
          <p className="text-ink-2">Decisions, aliases and traffic appear here.</p>
        )}
      </Section>
    </div>
  )
}
