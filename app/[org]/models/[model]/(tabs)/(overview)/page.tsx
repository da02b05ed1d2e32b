import { load } from '@/app/load'
import type { SearchParams } from '@/app/search'
import { siteUrl } from '@/app/site-url'
import { timelineOf } from '@/app/timeline'
import { ModelCard } from '@/components/card/model-card'
import { CurrentVersion } from '@/components/current-version'
import { ServingCard } from '@/components/deployments/serving-card'
import { Discussion } from '@/components/discussion/discussion'
import { TagPairs } from '@/components/experiments/tag-values'
import { ModelFields } from '@/components/fields/model-fields'
import { RecentVersions } from '@/components/recent-versions'
import { Columns } from '@/components/ui/columns'
import { Section } from '@/components/ui/section'
import { getCard } from '@/lib/cards/queries'
import { listModelFields } from '@/lib/fields/queries'
import { paths } from '@/lib/paths'
import { listVersions } from '@/lib/versions/queries'
import { say } from '../../actions'
import { type ModelParams, modelOf, modelTitle } from '../../model'
import { currentOf } from './current'
import { PastModel } from './past'

export function generateMetadata({ params }: { params: ModelParams }) {
  return modelTitle(params, (name) => `${name} · Models`)
}

interface Props {
  params: ModelParams
  searchParams: SearchParams
}

export default async function ModelPage({ params, searchParams }: Props) {
  const { org, model: slug } = await params
  const asked = await searchParams
  const { before } = asked
  const at = [asked.at].flat()[0]
  const { ctx, model } = await modelOf(org, slug, (name) => paths.model(org, name, { at }))
  if (at !== undefined) return <PastModel {...{ ctx, org, slug, asked }} />
  const { latest } = model
  const [current, recent, card, fields, baseUrl, timeline] = await Promise.all([
    latest && currentOf(ctx, org, slug, latest.version),
    load(() => listVersions(ctx, { org, model: slug, limit: 8 })),
    load(() => getCard(ctx, { org, model: slug })),
    load(() => listModelFields(ctx, { org, model: slug })),
    siteUrl(),
    timelineOf(ctx, { org, model: slug }, before),
  ])
  const now = ctx.now()
  return (
    <Columns
      main={
        <>
          <ModelFields
            fields={fields}
            edit={{
              href: `${paths.modelEdit(org, slug)}#fields`,
              may: model.abilities.update,
              why: paths.why(org, 'model.update', model.uri),
            }}
          />
          <ModelCard org={org} model={model} card={card} />
          <Discussion
            {...{ org, model: slug, timeline, now }}
            version={null}
            older={before !== undefined}
            say={say.bind(null, { org, model: slug })}
          />
        </>
      }
      aside={
        <>
          <CurrentVersion org={org} model={model} current={current} baseUrl={baseUrl} now={now} />
          {model.serving.length > 0 && (
            <ServingCard {...{ org, now }} serving={model.serving} ofModel />
          )}
          {Object.keys(model.tagValues).length > 0 && (
            <Section title="Tags with a value">
              <TagPairs values={model.tagValues} />
            </Section>
          )}
          <RecentVersions org={org} model={model} recent={recent.items} now={now} />
        </>
      }
    />
  )
}
