import { fromCursor, load } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { AliasHistory } from '@/components/alias-history'
import { AliasTable } from '@/components/aliases/alias-table'
import { PointForm } from '@/components/aliases/point-form'
import { NotAllowed, NothingYet } from '@/components/ui/empty'
import { Pager } from '@/components/ui/pager'
import { Section } from '@/components/ui/section'
import { listAliases } from '@/lib/aliases/list'
import { listAliasMoves } from '@/lib/aliases/move'
import { paths } from '@/lib/paths'
import { listVersions } from '@/lib/versions/queries'
import { type ModelParams, modelOf, modelTitle } from '../../model'
import * as actions from './actions'

const historySearch = listAliasMoves.input.pick({ cursor: true })

export function generateMetadata({ params }: { params: ModelParams }) {
  return modelTitle(params, (name) => `Aliases · ${name}`)
}

interface Props {
  params: ModelParams
  searchParams: SearchParams
}

export default async function ModelAliasesPage({ params, searchParams }: Props) {
  const { org, model: slug } = await params
  const { cursor } = await search(searchParams, historySearch)
  const { ctx, model } = await modelOf(org, slug, (at) => paths.modelAliases(org, at, { cursor }))
  const ref = { org, model: slug }
  const [aliases, moves, versions] = await Promise.all([
    load(() => listAliases(ctx, { ...ref, limit: 500 })),
    load(() => fromCursor(cursor, (from) => listAliasMoves(ctx, { ...ref, cursor: from }))),
    load(() => listVersions(ctx, { ...ref, limit: 50 })),
  ])
  const may = model.abilities.alias
  const now = ctx.now()
  return (
    <div className="flex flex-col gap-8">
      <Section title="Where they point">
        {aliases.items.length > 0 ? (
          <AliasTable
            {...{ org, now }}
            aliases={aliases.items}
            remove={({ alias, version: expected }) =>
              actions.remove.bind(null, { ...ref, alias, expected })
            }
          />
        ) : (
          <NothingYet>
            An alias is a name that applications follow, such as production: it leads to one
            version, and moves on when you say so.
          </NothingYet>
        )}
      </Section>
      {may.ok ? (
        <Section title="Point an alias at a version">
          <PointForm
            model={slug}
            aliases={aliases.items}
            versions={versions.items.map(({ version }) => `v${version}`)}
            move={actions.move.bind(null, ref)}
          />
        </Section>
      ) : (
        <NotAllowed
          title="You cannot move the aliases of this model"
          reason={may.reason}
          whoCan="A maintainer of the model moves them."
          why={paths.why(org, 'alias.move', model.uri)}
        />
      )}
      <Section title="History">
        <AliasHistory org={org} moves={moves.items} now={now} />
        <Pager
          label="the history"
          firstHref={cursor ? paths.modelAliases(org, slug) : null}
          nextHref={
            moves.nextCursor ? paths.modelAliases(org, slug, { cursor: moves.nextCursor }) : null
          }
        />
      </Section>
    </div>
  )
}
