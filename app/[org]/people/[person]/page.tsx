import type { Metadata } from 'next'
import { Views } from '@/app/[org]/activity/views'
import { activityInput, activitySearch, exportHref } from '@/app/[org]/activity-search'
import { fromCursor, load, loadIfAllowed } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { requireCtx } from '@/app/session'
import { ActivityLog } from '@/components/activity-log'
import { PersonDetail } from '@/components/person-detail'
import { PageHeader } from '@/components/shell/page-header'
import { NotAllowed, NothingYet } from '@/components/ui/empty'
import { getPerson } from '@/lib/activity/person'
import { listActivity } from '@/lib/activity/queries'
import { paths } from '@/lib/paths'

export const metadata: Metadata = { title: 'Person' }

interface Props {
  params: Promise<{ org: string; person: string }>
  searchParams: SearchParams
}

export default async function PersonPage({ params, searchParams }: Props) {
  const { org, person: id } = await params
  const filters = await search(searchParams, activitySearch.omit({ actor: true }))
  const ctx = await requireCtx(paths.person(org, id, filters))
  const person = await loadIfAllowed(() => getPerson(ctx, { org, person: id }))
  if (!person.ok) return <Refused org={org} reason={person.reason} />
  const of = { org, actor: id }
  const events = await load(() =>
    fromCursor(filters.cursor, (cursor) =>
      listActivity(ctx, { ...activityInput(filters), ...of, cursor }),
    ),
  )
  const { kind, name } = person.value
  return (
    <>
      <PageHeader
        title={name}
        facts={kind === 'person' ? 'Person' : 'Service account'}
        trail={[{ href: paths.activity(org), label: 'Activity' }]}
      />
      <PersonDetail org={org} person={person.value} />
      <h2 className="pb-2 text-prose">Activity</h2>
      <ActivityLog
        org={org}
        events={events}
        filters={filters}
        addressOf={(changed) => paths.person(org, id, changed)}
        exportHref={exportHref(org, filters, { actor: id })}
        views={<Views {...{ ctx, org, filters }} base={paths.person(org, id)} />}
        none={
          <NothingYet>Whatever {name} does, or a token of theirs, is recorded here.</NothingYet>
        }
      />
    </>
  )
}

function Refused({ org, reason }: { org: string; reason: string }) {
  return (
    <>
      <PageHeader title="Person" />
      <NotAllowed
        title="You cannot see what others did in the whole organization"
        reason={reason}
        why={paths.why(org, 'organization.activity')}
        whoCan="Your own page is open to you. What was done to one model is on its Activity page."
      />
    </>
  )
}
