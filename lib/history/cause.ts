import { type SQL, sql } from 'drizzle-orm'
import type { Ctx } from '../actor'
import { receiptUrl } from '../audit/log/receipts'
import { noteOf } from '../deployments/told-sql'
import { isoTime } from '../prepared'
import type { Cause } from './view'

/** What a query finds of an event that made something so. */
export type FoundCause = Omit<Cause, 'receiptUrl'>

/** An event by its id, as what made something so: who, when, why. */
export function causeBy(eventId: SQL, note = noteOfEvent): SQL<FoundCause | null> {
  return sql<FoundCause | null>`(select ${told(note)} from audit_events e where e.id = ${eventId})`
}

/** The same of a row of `deployment_revisions`, whose note not everybody reads. */
export const causeOfRevision = (ctx: Ctx, organizationId: string, revision: SQL) =>
  causeBy(sql`${revision}.event_id`, noteOf(ctx, organizationId, revision))

/** The event beside a row of `version_changes`: of the same moment, about this version. */
export function causeOfChange(organizationId: SQL, change: SQL): SQL<FoundCause | null> {
  return sql<FoundCause | null>`(select ${told()} from audit_events e
    where e.organization_id = ${organizationId} and e.at = ${change}.at and e.outcome = 'done'
      and e.subject_id = ${change}.version_id
      and e.action in ('version.register', 'version.approve', 'version.reject', 'version.withdraw',
        'version.override', 'version.archive', 'version.restore', 'version.delete')
    order by e.seq desc limit 1)`
}

const noteOfEvent: SQL = sql`coalesce(e.body::jsonb ->> 'note', '')`

const told = (note = noteOfEvent) => sql`json_build_object(
  'action', e.action, 'at', ${isoTime(sql`e.at`)}, 'note', ${note},
  'by', json_build_object('id', e.actor_id, 'kind', e.actor_kind, 'name', coalesce(
    (select p.name from people p where p.id = e.actor_id),
    (select t.name || ' (token of ' || p.name || ')' from tokens t join people p on p.id = t.owner_id
      where t.id = e.actor_id),
    (select s.name from service_accounts s where s.id = e.actor_id),
    case when e.actor_id is null then 'Model Hub' else 'Unknown' end)),
  'event', json_build_object('id', e.id, 'index', (select l.index from audit_leaves l where l.event_id = e.id)))`

/** The same with where its receipt is had. */
export function withReceiptUrl(org: string, found: FoundCause | null): Cause | null {
  return found && { ...found, receiptUrl: receiptUrl(org, found.event.id) }
}
