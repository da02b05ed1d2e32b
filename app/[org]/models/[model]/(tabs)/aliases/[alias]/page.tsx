import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { fromCursor, load, loadIfThere } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { AliasHistory } from '@/components/alias-history'
import { AliasTable } from '@/components/aliases/alias-table'
import { PointForm } from '@/components/aliases/point-form'
import { NotAllowed } from '@/components/ui/empty'
import { Pager } from '@/components/ui/pager'
import { Section } from '@/components/ui/section'
import { TextLink } from '@/components/ui/text-link'
import { getAlias } from '@/lib/aliases/list'
import { listAliasMoves } from '@/lib/aliases/move'
import { paths } from '@/lib/paths'
import { listVersions } from '@/lib/versions/queries'
import { type ModelParams, modelOf, modelTitle } from '../../../model'
import * as actions from '../actions'
import { PastAliases } from '../past'

const historySearch = listAliasMoves.input.pick({ cursor: true })

interface Props {
  params: ModelParams & Promise<{ alias: string }>
  searchParams: SearchParams
}

export async function generateMetadata({ params }: Pick<Props, 'params'>): Promise<Metadata> {
  const { alias } = await params
  return modelTitle(params, (name) => `${alias} · Aliases of ${name}`)
}

export default async function ModelAliasPage({ params, searchParams }: Props) {
  const { org, model: slug, alias } = await params
  const asked = await searchParams
  const { cursor } = await search(searchParams, historySearch)
  const at = [asked.at].flat()[0]
  const { ctx, model } = await modelOf(org, slug, (name) =>
    paths.modelAlias(org, name, alias, { at, cursor }),
  )
  if (at !== undefined || asked.day !== undefined)
    return <PastAliases {...{ ctx, org, slug, asked, alias }} />
  const ref = { org, model: slug }
  const [found, moves, versions] = await Promise.all([
    loadIfThere(() => getAlias(ctx, { ...ref, alias })),
    load(() => fromCursor(cursor, (from) => listAliasMoves(ctx, { ...ref, alias, cursor: from }))),
    load(() => listVersions(ctx, { ...ref, limit: 50 })),
  ])
  // A name that was never given has no history, and no page.
  if (!found && moves.items.length === 0) notFound()
  const may = found?.may ?? model.abilities.alias
  const now = ctx.now()
  return (
    <div className="flex flex-col gap-8">
      <Section
        title={`Where ${alias} points`}
        aside={
          <TextLink href={paths.modelAlias(org, slug, alias, { at: now.toISOString() })}>
            Where it pointed on…
          </TextLink>
        }
      >
        {found ? (
          <AliasTable
            {...{ org, now }}
            aliases={[found]}
            remove={({ version: expected }) =>
              actions.remove.bind(null, { ...ref, alias, expected })
            }
          />
        ) : (
          <p className="text-ink-2">Nowhere: it was removed.</p>
        )}
      </Section>
      {may.ok ? (
        <Section title="Point it elsewhere">
          <PointForm
            model={slug}
            alias={alias}
            aliases={found ? [found] : []}
            versions={versions.items.map(({ version }) => `v${version}`)}
            move={actions.move.bind(null, ref)}
          />
        </Section>
      ) : (
        <NotAllowed
          title={`You cannot move ${alias}`}
          reason={may.reason}
          whoCan="A maintainer of the model moves it, where the policy names teams one of these."
          why={paths.why(org, 'alias.move', model.uri)}
        />
      )}
      <Section title="History">
        <AliasHistory org={org} moves={moves.items} now={now} />
        <Pager
          label="the history"
          firstHref={cursor ? paths.modelAlias(org, slug, alias) : null}
          nextHref={
            moves.nextCursor
              ? paths.modelAlias(org, slug, alias, { cursor: moves.nextCursor })
              : null
          }
        />
      </Section>
    </div>
  )
}
