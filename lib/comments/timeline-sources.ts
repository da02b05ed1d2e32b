import { type SQL, sql } from 'drizzle-orm'
import {
  aliasMoves,
  auditEvents,
  decisions,
  modelRedirects,
  models,
  projects,
  runs,
  versions,
} from '@/db/schema/tables'
import { there } from '../life/there'
import { actorView } from '../people'
import { commentJson } from './load'

/** A part of the timeline: rows of `id`, `at`, who, and what. The newest of each suffice for a page. */
export type Source = (cut: Cut) => SQL

export interface Cut {
  limit: number
  before(at: SQL, id: SQL): SQL
}

export const comments =
  (which: SQL): Source =>
  ({ limit, before }) =>
    sql`
    select c.id, c.created_at as at, null::json as by,
      json_build_object('kind', 'comment', 'comment', ${commentJson}) as said
    from comments c where ${which} ${before(sql`c.created_at`, sql`c.id`)}
    order by c.created_at desc, c.id desc limit ${limit}`

export const decisionsOn =
  (which: SQL): Source =>
  ({ limit, before }) =>
    sql`
    select d.id, d.at, ${actorView(sql`d.person_id`, sql`d.token_id`)},
      json_build_object('kind', 'decision', 'version', v.number, 'verdict', d.verdict, 'note', d.note,
        'stale', d.evidence_digest <> v.evidence_digest or d.card_changed_at is not null,
        'override', d.override, 'own', coalesce(d.checks ->> 'own', '') = 'true',
        'teams', array(select t.slug from teams t where t.id = any(d.team_ids) order by t.slug))
    from ${versions} v cross join lateral (
      select * from ${decisions} d where d.version_id = v.id ${before(sql`d.at`, sql`d.id`)}
      order by d.at desc, d.id desc limit ${limit}) d
    where ${which} order by d.at desc, d.id desc limit ${limit}`

/** Who was asked for a review, and by whom. */
export const requestsFor =
  (version: SQL): Source =>
  ({ limit, before }) =>
    sql`
    select q.id, q.created_at, ${actorView(sql`q.requested_by`, sql`q.token_id`)},
      json_build_object('kind', 'request', 'note', q.note,
        'person', (select p.name from people p where p.id = q.person_id),
        'team', (select t.slug from teams t where t.id = q.team_id))
    from review_requests q where q.version_id = ${version} ${before(sql`q.created_at`, sql`q.id`)}
    order by q.created_at desc, q.id desc limit ${limit}`

/** When the card said something else in a section that a decision rests on. */
export const cardChanges =
  (version: SQL): Source =>
  ({ limit, before }) => {
    const id = sql`md5(d.version_id::text || c.number)::uuid`
    return sql`
    select distinct on (c.created_at, c.number) ${id} as id, c.created_at,
      ${actorView(sql`c.created_by`, sql`c.token_id`)},
      json_build_object('kind', 'card', 'revision', c.number)
    from ${decisions} d join versions v on v.id = d.version_id
    join card_revisions c on c.model_id = v.model_id and c.created_at = d.card_changed_at
    where d.version_id = ${version} and d.card_sections is not null ${before(sql`c.created_at`, id)}
    order by c.created_at desc, c.number desc limit ${limit}`
  }

/** When an approval ran out that nothing had come after. */
export const expiries =
  (version: SQL): Source =>
  ({ limit, before }) => {
    const id = sql`md5(d.id::text || 'expired')::uuid`
    return sql`
    select ${id} as id, d.valid_until, ${actorView(sql`d.person_id`, sql`d.token_id`)},
      json_build_object('kind', 'expired')
    from ${decisions} d where d.version_id = ${version} and d.verdict = 'approve'
      and d.valid_until <= now() and not exists (select 1 from decisions n
        where n.version_id = d.version_id and (n.at, n.id) > (d.at, d.id) and n.at < d.valid_until)
      ${before(sql`d.valid_until`, id)}
    order by d.valid_until desc limit ${limit}`
  }

export const registration =
  (version: SQL): Source =>
  ({ before }) =>
    sql`
    select v.id, v.created_at, ${actorView(sql`v.registered_by`, sql`v.registered_by_token`)},
      json_build_object('kind', 'registered')
    from ${versions} v where v.id = ${version} ${before(sql`v.created_at`, sql`v.id`)}`

/** The moves to a version, and those on from it to another one or to none; one deleted since is none. */
export const aliasesOf =
  (modelId: string, version: SQL): Source =>
  ({ limit, before }) =>
    sql`
    select m.id, m.at, ${actorView(sql`m.moved_by`, sql`m.token_id`)},
      json_build_object('kind', 'alias', 'alias', m.name,
        'from', (select v.number from ${versions} v where v.id = m.earlier and ${there('v')}),
        'to', (select v.number from ${versions} v where v.id = m.target_id and ${there('v')}))
    from (select a.*, lag(a.target_id) over (partition by a.name order by a.at, a.id) as earlier
      from ${aliasMoves} a where a.scope_id = ${modelId} and a.kind = 'model') m
    where (m.target_id = ${version} or m.earlier = ${version})
      and m.target_id is distinct from m.earlier ${before(sql`m.at`, sql`m.id`)}
    order by m.at desc, m.id desc limit ${limit}`

// Spelled out, so that PostgreSQL sees that the index of these three will do.
const edited = sql`e.action in ('version.update', 'version.archive', 'version.restore')`

export const edits =
  (version: SQL): Source =>
  ({ limit, before }) =>
    sql`
    select e.id, e.at, ${actorOf('e')}, case e.action when 'version.update' then json_build_object(
        'kind', 'edit', 'note', b.before ->> 'note' is distinct from b.after ->> 'note',
        'added', ${without(sql`b.after -> 'tags'`, sql`b.before -> 'tags'`)},
        'removed', ${without(sql`b.before -> 'tags'`, sql`b.after -> 'tags'`)})
      else json_build_object('kind', 'life', 'action', substring(e.action from 9),
        'note', coalesce(b.note, '')) end
    from (select * from ${auditEvents} e where e.subject_id = ${version} and ${edited}
      and e.outcome = 'done' ${before(sql`e.at`, sql`e.id`)}
      order by e.at desc, e.id desc limit ${limit}) e,
      lateral (select e.body::jsonb -> 'before' as before, e.body::jsonb -> 'after' as after,
        e.body::jsonb ->> 'note' as note) b`

/**
 * The ends of its run that brought the version other metrics or parameters than it had, as long as the
 * project of the run is there.
 */
export const evidence =
  (runId: string, version: SQL): Source =>
  ({ limit, before }) =>
    sql`
    select e.id, e.at, ${actorOf('e')},
      json_build_object('kind', 'evidence', 'run', e.subject_uri)
    from ${auditEvents} e join ${versions} v on v.id = ${version}
      join ${runs} r on r.id = e.subject_id join ${projects} p on p.id = r.project_id and ${there('p')}
    where e.subject_id = ${runId} and e.action = 'run.finish' and e.outcome = 'done'
      ${before(sql`e.at`, sql`e.id`)}
      and e.body::jsonb -> 'after' -> 'updated' ?| array(
        select 'model://' || s.slug || '/v' || v.number from (
          select m.slug from ${models} m where m.id = v.model_id union all
          select r.slug from ${modelRedirects} r where r.model_id = v.model_id) s)
    order by e.at desc, e.id desc limit ${limit}`

const actorOf = (event: string) =>
  actorView(
    sql.raw(`coalesce(${event}.on_behalf_of, ${event}.actor_id)`),
    sql.raw(`${event}.actor_id`),
  )

/** The words of one list that another lacks, both as JSON. */
const without = (all: SQL, others: SQL) => sql`array(
  select jsonb_array_elements_text(${all}) except select jsonb_array_elements_text(${others}) order by 1)`
