import type { Metadata } from 'next'
import { fromCursor, load, loadIfAllowed } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { requireCtx } from '@/app/session'
import { ActivityLog } from '@/components/activity-log'
import { LogSeal } from '@/components/log-seal'
import { PageHeader } from '@/components/shell/page-header'
import { NotAllowed, NothingYet } from '@/components/ui/empty'
import { listActivity, listActors } from '@/lib/activity/queries'
import { auditStatus } from '@/lib/audit/log/queries'
import { isAppError } from '@/lib/errors'
import { listModels } from '@/lib/models/queries'
import { paths } from '@/lib/paths'
import { getPreferences } from '@/lib/preferences/queries'
import { listProjectNames } from '@/lib/projects/queries'
import { activityInput, activitySearch, exportHref } from '../activity-search'
import { verify } from './actions'
import { Views } from './views'

export const metadata: Metadata = { title: 'Activity' }

const logSearch = activitySearch.extend(
  listActivity.input.pick({ model: true, project: true }).shape,
)

interface Props {
  params: Promise<{ org: string }>
  searchParams: SearchParams
}

export default async function ActivityPage({ params, searchParams }: Props) {
  const { org } = await params
  const filters = await search(searchParams, logSearch)
  const ctx = await requireCtx(paths.activity(org, filters))
  const actors = await loadIfAllowed(() => listActors(ctx, { org }))
  if (!actors.ok) return <Refused org={org} reason={actors.reason} />
  const asked = { ...activityInput(filters), org }
  const [events, models, projects, status, kept] = await Promise.all([
    load(() =>
      fromCursor(filters.cursor, (cursor) => listActivity(ctx, { ...asked, cursor })).catch(
        emptyWhereAbsent,
      ),
    ),
    load(() => listModels(ctx, { org, limit: 500 })),
    load(() => listProjectNames(ctx, { org })),
    load(() => auditStatus(ctx, { org })),
    load(() => getPreferences(ctx, { org })),
  ])
  return (
    <>
      <PageHeader title="Activity" facts="Everything that was done or refused, newest first." />
      <LogSeal
        {...{ org, status }}
        verified={kept['activity.verified']}
        verify={verify.bind(null, { org })}
      />
      <ActivityLog
        org={org}
        events={events}
        filters={filters}
        addressOf={(changed) => paths.activity(org, changed)}
        actors={actors.value.flatMap(({ id, name }) => (id ? [{ id, name }] : []))}
        models={models.items}
        projects={projects}
        exportHref={exportHref(org, filters, { model: filters.model, project: filters.project })}
        views={<Views {...{ ctx, org, filters }} base={paths.activity(org)} />}
        none={<NothingYet>Whatever is done in this organization is recorded here.</NothingYet>}
      />
    </>
  )
}

/** A filter that names nothing that is there matches nothing. */
function emptyWhereAbsent(error: unknown): Awaited<ReturnType<typeof listActivity>> {
  if (isAppError(error) && error.kind === 'not_found') return { items: [], nextCursor: null }
  throw error
}

function Refused({ org, reason }: { org: string; reason: string }) {
  return (
    <>
      <PageHeader title="Activity" />
      <NotAllowed
        title="You cannot see the activity of the whole organization"
        reason={reason}
        whoCan="An admin gives roles. What was done to one model is on its own Activity page."
        why={paths.why(org, 'organization.activity')}
      />
    </>
  )
}
