import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { Views } from '@/app/[org]/activity/views'
import { activityInput, activitySearch, exportHref } from '@/app/[org]/activity-search'
import { fromCursor, load } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { ActivityLog } from '@/components/activity-log'
import { PageHeader } from '@/components/shell/page-header'
import { NothingYet } from '@/components/ui/empty'
import { listActivity } from '@/lib/activity/queries'
import { listMembers } from '@/lib/members/queries'
import { paths } from '@/lib/paths'
import { type VersionParams, versionOf } from '../version'

export async function generateMetadata({ params }: { params: VersionParams }): Promise<Metadata> {
  const { org, model, version } = await params
  const { modelName, version: number } = (await versionOf(org, model, version)).version
  return { title: `Activity · ${modelName} v${number}` }
}

interface Props {
  params: VersionParams
  searchParams: SearchParams
}

export default async function VersionActivityPage({ params, searchParams }: Props) {
  const { org, model: slug, version: asked } = await params
  const filters = await search(searchParams, activitySearch.omit({ subject: true }))
  const { ctx, version } = await versionOf(org, slug, asked)
  const { model, modelName, version: number, uri } = version
  if (model !== slug || asked !== `v${number}`)
    redirect(paths.versionActivity(org, model, number, filters))
  const of = { org, model, version: number }
  const [events, members] = await Promise.all([
    load(() =>
      fromCursor(filters.cursor, (cursor) =>
        listActivity(ctx, { ...activityInput(filters), ...of, cursor }),
      ),
    ),
    load(() => listMembers(ctx, { org, limit: 500 })),
  ])
  return (
    <>
      <PageHeader
        title={`Activity of ${modelName} v${number}`}
        trail={[
          { href: paths.models(org), label: 'Models' },
          { href: paths.model(org, model), label: modelName },
          { href: paths.version(org, model, number), label: `v${number}` },
        ]}
        uri={uri}
      />
      <ActivityLog
        org={org}
        events={events}
        filters={filters}
        addressOf={(changed) => paths.versionActivity(org, model, number, changed)}
        exportHref={exportHref(org, filters, { model, version: String(number) })}
        actors={members.items}
        withinModel={model}
        ofVersion
        views={
          <Views {...{ ctx, org, filters }} base={paths.versionActivity(org, model, number)} />
        }
        none={<NothingYet>Whatever is done to this version is recorded here.</NothingYet>}
      />
    </>
  )
}
