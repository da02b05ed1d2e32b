import { z } from 'zod'
import { fromCursor, load, loadIfFound } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { DiffView } from '@/components/card/diff-view'
import { RevisionTable } from '@/components/card/revision-table'
import { PageHeader } from '@/components/shell/page-header'
import { NothingYet } from '@/components/ui/empty'
import { Pager } from '@/components/ui/pager'
import { compareCards } from '@/lib/cards/compare'
import { listCardRevisions } from '@/lib/cards/queries'
import { paths } from '@/lib/paths'
import { type ModelParams, modelOf, modelTitle } from '../../model'
import { restore } from '../actions'

const historySearch = z.object({ from: z.string(), to: z.string(), cursor: z.string() })

export function generateMetadata({ params }: { params: ModelParams }) {
  return modelTitle(params, (name) => `History of the card · ${name}`)
}

interface Props {
  params: ModelParams
  searchParams: SearchParams
}

export default async function CardHistoryPage({ params, searchParams }: Props) {
  const { org, model: slug } = await params
  const { from, to, cursor } = await search(searchParams, historySearch)
  const address = (at: string) => paths.cardHistory(org, at, { from, to, cursor })
  const { ctx, model } = await modelOf(org, slug, address)
  const ref = { org, model: slug }
  const [{ items, nextCursor }, diff] = await Promise.all([
    load(() =>
      fromCursor(cursor, (at) => listCardRevisions(ctx, { ...ref, cursor: at, limit: 25 })),
    ),
    from && to ? loadIfFound(() => compareCards(ctx, { ...ref, from, to })) : null,
  ])
  return (
    <>
      <PageHeader
        title="History of the card"
        trail={[
          { href: paths.models(org), label: 'Models' },
          { href: paths.model(org, slug), label: model.name },
        ]}
      />
      <div className="flex flex-col gap-8">
        {diff && <DiffView diff={diff} />}
        {items.length === 0 ? (
          <NothingYet>
            Every state of the card is kept here, with who wrote it, once there is one.
          </NothingYet>
        ) : (
          <RevisionTable
            {...{ org, model: slug, revisions: items }}
            chosen={{ from, to }}
            isFirstPage={!cursor}
            restore={
              model.abilities.update.ok
                ? (revision) => restore.bind(null, { ...ref, revision })
                : null
            }
            now={ctx.now()}
          />
        )}
      </div>
      <Pager
        label="revisions"
        firstHref={cursor ? paths.cardHistory(org, slug) : null}
        nextHref={nextCursor ? paths.cardHistory(org, slug, { cursor: nextCursor }) : null}
        nextLabel="Older"
      />
    </>
  )
}
