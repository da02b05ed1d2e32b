import { type SQL, sql } from 'drizzle-orm'
import type { Exclusion } from '../policies/standing'

/**
 * What stood at a past moment, in SQL: versions by `version_changes`, aliases by `alias_moves`, deployments by
 * their revisions. Each time it is the last row that is not later; "last" goes by number, since a clock may
 * be set back.
 */

/** The change that a version stood at, as a row of `version_changes`. */
export function changeAt(versionId: SQL, at: SQL): SQL {
  return sql`(select c.* from version_changes c where c.version_id = ${versionId} and c.at <= ${at}
    order by c.seq desc limit 1)`
}

/**
 * The number (`seq`) of the change by which a version was what `latest` meant: the highest that was approved
 * and live, without what the policies excluded. Goes down from the highest that was ever approved, and ends
 * at the first that holds; `excluded` is an array of text.
 */
export function latestAt(modelId: SQL, at: SQL, excluded: SQL): SQL<number | null> {
  return sql<number | null>`(
    select c.seq from version_changes c
    where c.model_id = ${modelId} and c.state = 'approved' and c.life = 'live' and c.at <= ${at}
      and not exists (select 1 from version_changes later
        where later.version_id = c.version_id and later.seq > c.seq and later.at <= ${at})
      and (cardinality(${excluded}) = 0 or not (${flawsAt(sql`c.version_id`, at)} && ${excluded}))
    order by c.number desc limit 1)`
}

/** The number of the change at which the highest version stood that was live, whatever its state. */
export function newestAt(modelId: SQL, at: SQL): SQL<number | null> {
  return sql<number | null>`(
    select c.seq from versions v cross join lateral ${changeAt(sql`v.id`, at)} c
    where v.model_id = ${modelId} and v.created_at <= ${at} and c.life = 'live'
    order by v.number desc limit 1)`
}

/** What kept an approved version from being wanted, as an array of text. */
export function flawsAt(versionId: SQL, at: SQL): SQL<Exclusion[]> {
  return sql<Exclusion[]>`array_remove(array[
    case when exists (select 1 from recall_effects e join recalls rc on rc.id = e.recall_id
      where e.node_id = ${versionId} and e.at <= ${at} and rc.created_at <= ${at}
        and (rc.lifted_at is null or rc.lifted_at > ${at})) then 'recalled' end,
    (select case when (given.body -> 'after' ->> 'validUntil')::timestamptz <= ${at} then 'expired' end
      from ${decidingAt(versionId, at)} given),
    (select case when given.card_changed_at <= ${at} then 'stale' end
      from ${decidingAt(versionId, at)} given)], null)`
}

/** The approval that a version's state rested on: the last one that met what its policy asked for. */
function decidingAt(versionId: SQL, at: SQL): SQL {
  return sql`(select d.card_changed_at, coalesce(e.body::jsonb,
      jsonb_build_object('after', jsonb_build_object('validUntil', d.valid_until))) as body
    from decisions d left join audit_events e on e.id = d.event_id
    where d.version_id = ${versionId} and d.verdict = 'approve' and d.at <= ${at}
      and coalesce((e.body::jsonb #>> '{after,approvals,given}')::int
        >= (e.body::jsonb #>> '{after,approvals,needed}')::int, true)
    order by d.at desc, d.id desc limit 1)`
}

/** What the policies of the row of `models` of the outer query kept from being latest, as an array of text. */
export function excludedAt(at: SQL): SQL<Exclusion[]> {
  return sql<Exclusion[]>`(case when exists (select 1 from policy_revisions any_of
      where any_of.organization_id = models.organization_id and any_of.created_at <= ${at}
        and jsonb_array_length(coalesce(any_of.rules -> 'exclude', '[]')) > 0)
    then array(select distinct e.what from policy_revisions pr,
        jsonb_array_elements_text(coalesce(pr.rules -> 'exclude', '[]')) e(what)
      where pr.scope_id = any(array[models.organization_id, models.id] || ${projectsAt(at)})
        and pr.number = (select max(p.number) from policy_revisions p
          where p.scope_id = pr.scope_id and p.created_at <= ${at}))
    else '{}'::text[] end)`
}

/**
 * The projects that the row of `models` was in, by the events that tell of it: the last one before, else what
 * the first one after says it was before, else those it is in. Projects that were deleted by then are told by
 * no event, and hold on to their models.
 */
function projectsAt(at: SQL): SQL {
  const ids = (list: SQL) => sql`array(select jsonb_array_elements_text(${list})::uuid)`
  const event = sql`from audit_events e where e.subject_id = models.id and e.outcome = 'done'
    and e.action in ('model.create', 'model.update') and e.body::jsonb #> '{after,projectIds}' is not null`
  return sql`(coalesce(
      (select ${ids(sql`e.body::jsonb #> '{after,projectIds}'`)} ${event} and e.at <= ${at}
        order by e.seq desc limit 1),
      (select ${ids(sql`coalesce(e.body::jsonb #> '{before,projectIds}', '[]')`)} ${event}
        order by e.seq limit 1),
      array(select mp.project_id from model_projects mp where mp.model_id = models.id))
    || array(select mp.project_id from model_projects mp join projects p on p.id = mp.project_id
      where mp.model_id = models.id and p.deleted_at <= ${at}))`
}

/** Whether the row of `models`, or `p` of `projects`, was deleted at that moment, restored later or not. */
export function wasDeletedAt(at: SQL, row: 'models' | 'p' = 'models'): SQL<boolean> {
  const noun = sql.raw(row === 'p' ? 'project' : 'model')
  const id = sql.raw(`${row}.id`)
  return sql<boolean>`coalesce((select e.action = '${noun}.delete' from audit_events e
    where e.organization_id = ${sql.raw(row)}.organization_id
      and e.action in ('${noun}.delete', '${noun}.restore')
      and e.subject_id = ${id} and e.outcome = 'done' and e.at <= ${at}
    order by e.seq desc limit 1), false)`
}
