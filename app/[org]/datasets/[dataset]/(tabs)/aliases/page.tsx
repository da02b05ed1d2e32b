import { fromCursor, load } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { AliasHistory } from '@/components/alias-history'
import { AliasMoveForm } from '@/components/alias-move-form'
import { DatasetAliasTable } from '@/components/dataset-alias-table'
import { NotAllowed, NothingYet } from '@/components/ui/empty'
import { Pager } from '@/components/ui/pager'
import { Section } from '@/components/ui/section'
import { listDatasetAliases, listDatasetAliasMoves } from '@/lib/aliases/datasets'
import { listDatasetVersions } from '@/lib/datasets/queries'
import { paths } from '@/lib/paths'
import { type DatasetParams, datasetOf, datasetTitle } from '../../dataset'
import * as actions from './actions'

const historySearch = listDatasetAliasMoves.input.pick({ cursor: true })

export function generateMetadata({ params }: { params: DatasetParams }) {
  return datasetTitle(params, (slug) => `Aliases · ${slug}`)
}

interface Props {
  params: DatasetParams
  searchParams: SearchParams
}

export default async function DatasetAliasesPage({ params, searchParams }: Props) {
  const { org, dataset: slug } = await params
  const { cursor } = await search(searchParams, historySearch)
  const { ctx, dataset } = await datasetOf(org, slug, paths.datasetAliases(org, slug, { cursor }))
  const ref = { org, dataset: slug }
  const [aliases, moves, versions] = await Promise.all([
    load(() => listDatasetAliases(ctx, { ...ref, limit: 500 })),
    load(() => fromCursor(cursor, (from) => listDatasetAliasMoves(ctx, { ...ref, cursor: from }))),
    load(() => listDatasetVersions(ctx, ref)),
  ])
  const may = dataset.abilities.alias
  const now = ctx.now()
  return (
    <div className="flex flex-col gap-8">
      <Section title="Where they point">
        {aliases.items.length > 0 ? (
          <DatasetAliasTable
            {...{ org, now, may }}
            aliases={aliases.items}
            remove={(alias) => actions.remove.bind(null, { ...ref, alias })}
          />
        ) : (
          <NothingYet>
            An alias is a name that jobs follow, such as production: it leads to one version, and
            moves on when you say so.
          </NothingYet>
        )}
      </Section>
      {may.ok ? (
        <Section title="Point an alias at a version">
          <AliasMoveForm
            dataset={slug}
            aliases={aliases.items.map(({ alias }) => alias)}
            versions={versions.items.map(({ version }) => version)}
            move={actions.move.bind(null, ref)}
          />
        </Section>
      ) : (
        <NotAllowed
          title="You cannot move the aliases of this dataset"
          reason={may.reason}
          whoCan="An admin of the organization gives roles."
          why={paths.why(org, 'dataset_alias.move', `dataset://${slug}/`)}
        />
      )}
      <Section title="History">
        <AliasHistory org={org} moves={moves.items} now={now} />
        <Pager
          label="the history"
          firstHref={cursor ? paths.datasetAliases(org, slug) : null}
          nextHref={
            moves.nextCursor ? paths.datasetAliases(org, slug, { cursor: moves.nextCursor }) : null
          }
        />
      </Section>
    </div>
  )
}
