import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { load } from '@/app/load'
import { recallsOf } from '@/app/recalls'
import { siteUrl } from '@/app/site-url'
import { timelineOf } from '@/app/timeline'
import { ServingCard } from '@/components/deployments/serving-card'
import { Discussion } from '@/components/discussion/discussion'
import { LifePanel } from '@/components/life-panel'
import { PrintHead } from '@/components/print-head'
import { ReviewAside } from '@/components/review-aside'
import { Columns } from '@/components/ui/columns'
import { VersionEvidence } from '@/components/version-evidence'
import { VersionFacts } from '@/components/version-facts'
import { VersionHeader } from '@/components/version-header'
import { VersionNote } from '@/components/version-note'
import { getUses } from '@/lib/lineage/uses'
import { paths } from '@/lib/paths'
import { say } from '../../actions'
import { archive, cancel, decide, edit, override, remove, request, restore } from './actions'
import { evidenceOf } from './evidence'
import { type VersionParams, versionOf } from './version'

interface Props {
  params: VersionParams
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export async function generateMetadata({ params }: { params: VersionParams }): Promise<Metadata> {
  const { org, model, version } = await params
  const { modelName, version: number } = (await versionOf(org, model, version)).version
  return { title: `${modelName} v${number}` }
}

export default async function VersionPage({ params, searchParams }: Props) {
  const { org, model: slug, version: asked } = await params
  const { ctx, version } = await versionOf(org, slug, asked)
  const { model, version: number } = version
  // A model may have been renamed, and a version is found as `3` too. Not for good: names come back.
  if (model !== slug || asked !== `v${number}`) redirect(paths.version(org, model, number))
  const { decide: again, edit: editing, before } = await searchParams
  const [evidence, recalls, uses, timeline, baseUrl] = await Promise.all([
    evidenceOf(ctx, org, version),
    recallsOf(ctx, org, version),
    load(() => getUses(ctx, { org, uri: version.uri })),
    timelineOf(ctx, { org, model, version: number }, before),
    siteUrl(),
  ])
  const bound = { org, model, version: number }
  const now = ctx.now()
  return (
    <>
      <PrintHead
        {...{ org, version, baseUrl, now }}
        organization={ctx.memberships.find(({ slug }) => slug === org)?.name ?? org}
        reader={ctx.actor.name}
      />
      <VersionHeader {...{ org, version, recalls, now }} restore={restore.bind(null, bound)} />
      <Columns
        main={<VersionEvidence org={org} version={version} evidence={evidence} />}
        aside={
          <>
            <ReviewAside
              {...{ org, version, uses, now }}
              decide={decide.bind(null, bound)}
              request={request.bind(null, bound)}
              cancel={(id) => cancel.bind(null, { ...bound, id })}
              override={override.bind(null, bound)}
              changing={again !== undefined}
              self={ctx.actor.id}
            />
            <ServingCard {...{ org, now }} serving={uses.serving} />
            <VersionFacts {...{ org, version, uses, now }} />
            <VersionNote
              {...{ org, version }}
              edit={edit.bind(null, bound)}
              editing={editing !== undefined}
            />
            <div data-screen-only="">
              <LifePanel
                kind="version"
                org={org}
                name={`v${number}`}
                uri={version.uri}
                life={version.life === 'archived' ? 'archived' : 'live'}
                archive={archive.bind(null, bound)}
                restore={restore.bind(null, bound)}
                remove={remove.bind(null, bound)}
                abilities={version.abilities}
              />
            </div>
          </>
        }
      />
      <div className="pt-8">
        <Discussion
          {...{ org, model, timeline, now }}
          version={number}
          older={before !== undefined}
          say={say.bind(null, bound)}
        />
      </div>
    </>
  )
}
