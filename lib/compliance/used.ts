import { sql } from 'drizzle-orm'
import type { Ctx } from '../actor'
import type { ReadDb } from '../door'
import { there } from '../life/there'
import { visibleSubject } from '../lineage/recalled'
import { actorView, personView } from '../people'
import { isoTime } from '../prepared'
import { runUri } from '../uri'
import type { VersionTarget } from '../versions/find'
import { type Recorded, recorded, refOrNull, runRecorded } from './recorded'
import type { Compliance, RecallTold } from './view'

type Run = Compliance['runs'][number]

/** The runs that took a version as input, latest first, and how many there are with those of other systems. */
export async function runsOf(
  db: ReadDb,
  { version, organization }: VersionTarget,
): Promise<{ runs: Run[]; runCount: number }> {
  const [{ rows }, { rows: counted }] = await Promise.all([
    db.execute<
      Omit<Run, 'uri' | 'event'> & {
        project: string
        number: number
        recorded: Recorded | null
      } & Record<string, unknown>
    >(sql`
      select p.slug as project, r.number, ${actorView(sql`r.created_by`, sql`r.token_id`)} as by,
        ${isoTime(sql`r.created_at`)} as at, r.state, ${runRecorded(sql`r.id`, 'begun')} as recorded
      from lineage_edges l join runs r on r.id = l.to_id join projects p on p.id = r.project_id
      where l.from_id = ${version.id} and l.role = 'input' and l.to_kind = 'run' and ${there('p')}
      order by r.created_at desc, r.id desc limit 100`),
    db.execute<{ runs: number }>(sql`
      select count(distinct l.to_id)::int as runs from lineage_edges l
      where l.from_id = ${version.id} and l.role = 'input'
        and (l.to_kind = 'external_run' or exists (select 1 from runs r
          join projects p on p.id = r.project_id where r.id = l.to_id and ${there('p')}))`),
  ])
  const runs = rows.map(({ project, number, recorded, ...run }) => ({
    uri: runUri(project, number),
    ...run,
    event: refOrNull(organization.slug, recorded),
  }))
  return { runs, runCount: counted[0]?.runs ?? 0 }
}

type Use = Compliance['uses'][number]

/**
 * Who resolved or downloaded a version outside of runs. The log has the first use of each hour and, once it
 * is over, its total; of hours that are not over the counter tells.
 */
export async function usesOf(db: ReadDb, { version, organization }: VersionTarget): Promise<Use[]> {
  const { rows } = await db.execute<
    Omit<Use, 'event' | 'lastEvent'> & {
      begun: Recorded | null
      latest: Recorded | null
    } & Record<string, unknown>
  >(sql`
    with told as (
      select coalesce(body::jsonb #>> '{after,principalId}', actor_id::text)::uuid as principal,
        date_trunc('hour', coalesce((body::jsonb #>> '{after,hour}')::timestamptz, at), 'UTC') as hour,
        (body::jsonb #>> '{after,count}')::int as count, at,
        body::jsonb #> '{after,hour}' is not null as total, id
      from audit_events
      where subject_id = ${version.id} and action = 'version.use' and outcome = 'done'
        and body::jsonb #> '{after,count}' is not null
      union all
      select principal_id, hour, count::int, hour, true, null from version_uses
      where version_id = ${version.id} and closed_at is null),
    hours as (
      select principal, hour, max(count) as count, min(at) filter (where not total) as at,
        (array_agg(id order by at) filter (where id is not null))[1] as event
      from told group by principal, hour),
    sums as (
      select principal, min(coalesce(at, hour)) as first, max(coalesce(at, hour)) as last,
        sum(count)::int as count, max(hour) as hour,
        (array_agg(event order by hour) filter (where event is not null))[1] as begun,
        (array_agg(event order by hour desc) filter (where event is not null))[1] as latest
      from hours group by principal order by max(hour) desc limit 100)
    select coalesce(${actorView(sql`u.principal`, sql`u.principal`)},
        json_build_object('id', u.principal, 'kind', 'person', 'name', 'Unknown')) as by,
      ${isoTime(sql`u.first`)} as first, ${isoTime(sql`u.last`)} as last, u.count,
      case when u.begun is not null then ${recorded(sql`u.begun`)} end as begun,
      case when u.latest is not null then ${recorded(sql`u.latest`)} end as latest
    from sums u order by u.hour desc`)
  const { slug } = organization
  return rows.map(({ begun, latest, ...use }) => ({
    ...use,
    event: refOrNull(slug, begun),
    lastEvent: refOrNull(slug, latest),
  }))
}

type AliasTold = Omit<Compliance['aliases'][number], 'event'>

/** When each alias led to a version, oldest first. */
export async function aliasesOf(
  db: ReadDb,
  { version, model }: VersionTarget,
): Promise<AliasTold[]> {
  const { rows } = await db.execute<AliasTold & Record<string, unknown>>(sql`
    select name as alias, ${isoTime(sql`at`)} as from, ${isoTime(sql`until`)} as to,
      ${actorView(sql`moved_by`, sql`token_id`)} as by
    from (
      select a.*, lead(a.at) over (partition by a.name order by a.at, a.id) as until
      from alias_moves a where a.kind = 'model' and a.scope_id = ${model.id}) moves
    where target_id = ${version.id} order by at, name limit 500`)
  return [...rows]
}

/** The recalls that reach a version or did, oldest first. */
export async function recallsOf(
  db: ReadDb,
  ctx: Ctx,
  { version }: VersionTarget,
): Promise<RecallTold[]> {
  const { rows } = await db.execute<RecallTold & Record<string, unknown>>(sql`
    select case when seen then uri end as uri,
      case when seen then reason else 'You may not see why.' end as reason, by, at, "liftedAt"
    from (
      select rc.uri, rc.reason, ${personView(sql`rc.created_by`)} ->> 'name' as by,
        ${isoTime(sql`rc.created_at`)} as at, ${isoTime(sql`rc.lifted_at`)} as "liftedAt", rc.created_at,
        ${visibleSubject(ctx, version.organizationId)} as seen
      from recalls rc join recall_effects e on e.recall_id = rc.id
      where e.node_id = ${version.id}) told
    order by created_at limit 200`)
  return [...rows]
}

/** How much was said of a version, by how many comments that stand. */
export async function commentsOn(db: ReadDb, { version }: VersionTarget): Promise<number> {
  const { rows } = await db.execute<{ count: number }>(
    sql`select count(*)::int as count from comments where version_id = ${version.id} and deleted_at is null`,
  )
  return rows[0]?.count ?? 0
}
