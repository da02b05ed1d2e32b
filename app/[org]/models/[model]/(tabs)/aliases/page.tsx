import { fromCursor, load } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { AliasHistory } from '@/components/alias-history'
import { AliasTable } from '@/components/aliases/alias-table'
import { PointForm } from '@/components/aliases/point-form'
import { NotAllowed, NothingYet } from '@/components/ui/empty'
import { Pager } from '@/components/ui/pager'
import { Section } from '@/components/ui/section'
import { TextLink } from '@/components/ui/text-link'
import { listAliases } from '@/lib/aliases/list'
import { listAliasMoves } from '@/lib/aliases/move'
import { paths } from '@/lib/paths'
import { listVersions } from '@/lib/versions/queries'
import { type ModelParams, modelOf, modelTitle } from '../../model'
import * as actions from './actions'
import { PastAliases } from './past'

const pageSearch = listAliasMoves.input.pick({ cursor: true })

export function generateMetadata({ params }: { params: ModelParams }) {
  return modelTitle(params, (name) => `Aliases · ${name}`)
}

interface Props {
  params: ModelParams
  searchParams: SearchParams
}

export default async function ModelAliasesPage({ params, searchParams }: Props) {
  const { org, model: slug } = await params
  const asked = await searchParams
  const { cursor } = await search(searchParams, pageSearch)
  const [at, from] = [[asked.at].flat()[0], [asked.from].flat()[0]]
  const { ctx, model } = await modelOf(org, slug, (name) =>
    paths.modelAliases(org, name, { at, from, cursor }),
  )
  if (at !== undefined || asked.day !== undefined)
    return <PastAliases {...{ ctx, org, slug, asked }} />
  const ref = { org, model: slug }
  const [aliases, moves, versions] = await Promise.all([
    load(() =>
      fromCursor(from, (after) => listAliases(ctx, { ...ref, cursor: after, limit: 100 })),
    ),
    load(() => fromCursor(cursor, (after) => listAliasMoves(ctx, { ...ref, cursor: after }))),
    load(() => listVersions(ctx, { ...ref, limit: 50 })),
  ])
  const may = model.abilities.alias
  const now = ctx.now()
  return (
    <div className="flex flex-col gap-8">
      <Section
        title="Where they point"
        aside={
          <TextLink href={paths.modelAliases(org, slug, { at: now.toISOString() })}>
            Where they pointed on…
          </TextLink>
        }
      >
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
        <Pager
          label="the aliases"
          firstHref={from ? paths.modelAliases(org, slug) : null}
          nextHref={
            aliases.nextCursor ? paths.modelAliases(org, slug, { from: aliases.nextCursor }) : null
          }
          nextLabel="More aliases"
        />
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
