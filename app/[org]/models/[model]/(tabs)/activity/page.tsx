import { Views } from '@/app/[org]/activity/views'
import { activityInput, activitySearch, exportHref } from '@/app/[org]/activity-search'
import { fromCursor, load } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { ActivityLog } from '@/components/activity-log'
import { NothingYet } from '@/components/ui/empty'
import { listActivity } from '@/lib/activity/queries'
import { listMembers } from '@/lib/members/queries'
import { paths } from '@/lib/paths'
import { type ModelParams, modelOf, modelTitle } from '../../model'

export function generateMetadata({ params }: { params: ModelParams }) {
  return modelTitle(params, (name) => `Activity · ${name}`)
}

interface Props {
  params: ModelParams
  searchParams: SearchParams
}

export default async function ModelActivityPage({ params, searchParams }: Props) {
  const { org, model: slug } = await params
  const filters = await search(searchParams, activitySearch)
  const { ctx } = await modelOf(org, slug, (at) => paths.modelActivity(org, at, filters))
  const asked = { ...activityInput(filters), org, model: slug }
  const [events, members] = await Promise.all([
    load(() => fromCursor(filters.cursor, (cursor) => listActivity(ctx, { ...asked, cursor }))),
    load(() => listMembers(ctx, { org, limit: 500 })),
  ])
  return (
    <ActivityLog
      org={org}
      events={events}
      filters={filters}
      addressOf={(changed) => paths.modelActivity(org, slug, changed)}
      actors={members.items}
      withinModel={slug}
      exportHref={exportHref(org, filters, { model: slug })}
      views={<Views {...{ ctx, org, filters }} base={paths.modelActivity(org, slug)} />}
      none={<NothingYet>Whatever is done to this model is recorded here.</NothingYet>}
    />
  )
}
