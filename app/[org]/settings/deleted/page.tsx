import type { Metadata } from 'next'
import { fromCursor, load } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { requireCtx } from '@/app/session'
import { DeletedTable } from '@/components/deleted-table'
import { PageHeader } from '@/components/shell/page-header'
import { NotAllowed, NothingYet } from '@/components/ui/empty'
import { Pager } from '@/components/ui/pager'
import { couldIn } from '@/lib/access'
import { type Deleted, listDeleted } from '@/lib/life/deleted'
import { abilitiesIn } from '@/lib/organizations/abilities'
import { paths } from '@/lib/paths'
import { bringDataset, bringModel, bringProject, bringVersion } from './actions'

export const metadata: Metadata = { title: 'Deleted' }

const deletedSearch = listDeleted.input.pick({ cursor: true })

const bring = {
  model: bringModel,
  version: bringVersion,
  project: bringProject,
  dataset: bringDataset,
} as const satisfies Record<Deleted['kind'], unknown>

interface Props {
  params: Promise<{ org: string }>
  searchParams: SearchParams
}

export default async function DeletedPage({ params, searchParams }: Props) {
  const { org } = await params
  const { cursor } = await search(searchParams, deletedSearch)
  const ctx = await requireCtx(paths.deleted(org, { cursor }))
  const { items, nextCursor } = await load(() =>
    fromCursor(cursor, (from) => listDeleted(ctx, { org, cursor: from })),
  )
  const may = await load(async () =>
    abilitiesIn(ctx, org, 'model.restore', 'organization.activity'),
  )
  const restores = may['model.restore']
  const sees = couldIn(ctx, 'model.restore', org) || may['organization.activity'].ok
  const refused = sees || restores.ok ? null : restores.reason
  return (
    <>
      <PageHeader
        title="Deleted"
        facts="What was deleted comes back from here for 30 days. After that its files are gone."
      />
      {items.length > 0 ? (
        <DeletedTable
          org={org}
          deleted={items}
          restore={({ kind, slug, version }) => bring[kind].bind(null, { org, slug, version })}
          now={ctx.now()}
        />
      ) : refused ? (
        <NotAllowed
          title="You cannot restore anything here"
          reason={refused}
          whoCan="Whoever maintains a thing sees it here when it is deleted. An admin gives that role."
          why={paths.why(org, 'model.restore')}
        />
      ) : (
        <NothingYet>
          Nothing that you could restore is deleted. Models, versions, projects and datasets appear
          here once somebody deletes them.
        </NothingYet>
      )}
      <Pager
        label="deleted things"
        firstHref={cursor ? paths.deleted(org) : null}
        nextHref={nextCursor ? paths.deleted(org, { cursor: nextCursor }) : null}
      />
    </>
  )
}
