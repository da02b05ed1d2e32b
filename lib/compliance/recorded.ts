import { type SQL, sql } from 'drizzle-orm'
import { paths } from '../paths'
import type { EventRef } from './view'

/** An event and its place in the log, as a query finds them. */
export interface Recorded {
  id: string
  index: number | null
}

/** What a reader follows to an event and to its proof. */
export function refOf(org: string, { id, index }: Recorded): EventRef {
  const proof = index === null ? null : paths.auditProof(org, index)
  return { id, index, url: paths.event(org, id), proof }
}

export const refOrNull = (org: string, recorded: Recorded | null) =>
  recorded && refOf(org, recorded)

/** The event that began a run, or the one that ended it, where it ended. */
export function runRecorded(runId: SQL, what: 'begun' | 'ended'): SQL {
  const last = what === 'ended' ? sql`desc` : sql``
  return sql`(select ${recorded(sql`e.id`)} from audit_events e
    where e.subject_id = ${runId} and e.action in ('run.create', 'run.finish') and e.outcome = 'done'
    order by e.seq ${last} limit 1)`
}

/** An event by its id. */
export function recorded(id: SQL): SQL {
  return sql`json_build_object('id', ${id}, 'index', (select index from audit_leaves where event_id = ${id}))`
}
