import { type SQL, sql } from 'drizzle-orm'
import { there } from '../life/there'

/**
 * Who may be told of each cause, as queries over `cause`: its number `n`, the person, the model that they are
 * told of, and what the telling says besides. Whether they may see it is asked afterwards, of all together.
 */
export function candidates(): SQL {
  return sql.join(
    [named, teams, deciders, makers, talking, owners, deployers, jobs, recalled, tokens, hooks],
    sql` union all `,
  )
}

/** By their ids: who is asked for a review, and whom a comment names. */
const named = sql`
  select c.n, p.person::uuid as person_id, c.model as model_id, '{}'::jsonb as extra
  from cause c cross join lateral jsonb_array_elements_text(c.people) p(person)
  where c.kind in ('review', 'mention')`

const teams = sql`
  select c.n, tm.person_id, c.model, jsonb_build_object('team', t.slug)
  from cause c join teams t on t.organization_id = c.organization and t.removed_at is null and c.teams ? t.slug
  join team_members tm on tm.team_id = t.id
  where c.kind = 'review'`

/** Those who asked to be, where their role lets them decide on what others made. */
const deciders = sql`
  select c.n, pr.person_id, c.model, '{}'::jsonb
  from cause c
  join versions v on v.id = c.thing and v.state = 'pending'
  join preferences pr on pr.organization_id = c.organization and pr.key = 'notifications' and pr.value ? 'waiting'
  where c.kind = 'waiting' and pr.person_id not in (v.registered_by, coalesce(v.run_by, v.registered_by))
    and pr.person_id <> all(v.tokens_by)
    and exists (select 1 from held_roles h where h.organization_id = c.organization
      and h.person_id = pr.person_id and h.role = 'approver'
      and (h.scope_id in (c.organization, c.model) or h.scope_id in (${projectsOf(sql`c.model`)})))`

/** Who registered the version, and whose run made it. */
const makers = sql`
  select c.n, m.person_id, c.model, '{}'::jsonb
  from cause c join versions v on v.id = c.thing
  cross join lateral (select v.registered_by union select v.run_by) m(person_id)
  where c.kind = 'decision'`

// How far is looked, so that nothing said or recalled holds up what others wait to hear.
const most = { spoken: 200, reached: 5000 }

/**
 * Who owns the model or made the version that a comment is on, and who else spoke there lately. Each of the two
 * walks an index of its own, from the newest on.
 */
const talking = sql`
  select c.n, s.person_id, c.model, '{}'::jsonb
  from cause c join comments said on said.id = c.thing and said.deleted_at is null
  join models m on m.id = said.model_id
  left join versions v on v.id = said.version_id
  cross join lateral (
    select m.owner_id union select v.registered_by union select v.run_by
    union select author_id from (
      select other.author_id, other.version_id, other.deleted_at from comments other
      where other.version_id = said.version_id and (other.created_at, other.id) < (said.created_at, said.id)
      order by other.created_at desc, other.id desc limit ${most.spoken}) near
      where near.deleted_at is null
    union select author_id from (
      select other.author_id, other.version_id, other.deleted_at from comments other
      where said.version_id is null and other.model_id = said.model_id
        and (other.created_at, other.id) < (said.created_at, said.id)
      order by other.created_at desc, other.id desc limit ${most.spoken}) near
      where near.deleted_at is null and near.version_id is null) s(person_id)
  where c.kind = 'comment' and not c.people ? s.person_id::text`

/** Of the model whose latest changed, with the numbers of the versions. */
const owners = sql`
  select c.n, m.owner_id, m.id, jsonb_build_object(
    'from', (select number from versions where id = (c.body -> 'versions' ->> 'from')::uuid),
    'to', (select number from versions where id = (c.body -> 'versions' ->> 'to')::uuid))
  from cause c join models m on m.id = c.model
  where c.kind = 'latest'`

/**
 * Who made a deployment, who looks after its project by a role there, and who owns or looks after a model that
 * is or was in it. A role for the whole organization alone makes nobody hear of each.
 */
const deployers = sql`
  select c.n, w.person_id, null::uuid, jsonb_build_object('name', d.slug)
  from cause c join deployments d on d.id = c.thing
  cross join lateral (
    with variant as (
      select distinct dv.model_id from deployment_revisions r join deployment_variants dv on dv.revision_id = r.id
      where r.deployment_id = d.id and r.number >= d.revision - 1)
    select d.created_by
    union select h.person_id from held_roles h where h.organization_id = c.organization
      and h.role in ('maintainer', 'admin')
      and (h.scope_id = d.project_id or h.scope_id in (select model_id from variant))
    union select m.owner_id from models m where m.id in (select model_id from variant)) w(person_id)
  where c.kind = 'deployment'`

const jobs = sql`
  select c.n, r.created_by, null::uuid, '{}'::jsonb
  from cause c join runs r on r.id = c.thing
  where c.kind = 'run'`

/** Who owns a model, or made a version of it, that a recall reaches: once for each model. */
const recalled = sql`
  select distinct c.n, p.person_id, v.model_id, jsonb_build_object('model', m.slug)
  from cause c cross join lateral (select e.node_id from recall_effects e
    where e.recall_id = c.thing and e.kind = 'version' limit ${most.reached}) e
  join versions v on v.id = e.node_id and ${there('v')} join models m on m.id = v.model_id
  cross join lateral (select m.owner_id union select v.registered_by union select v.run_by) p(person_id)
  where c.kind = 'recall'`

const tokens = sql`
  select c.n, t.owner_id, null::uuid,
    jsonb_build_object('name', t.name, 'ends', to_char(t.expires_at at time zone 'UTC', 'YYYY-MM-DD'),
      'account', s.slug)
  from cause c join tokens t on t.id = c.thing and t.revoked_at is null
  left join service_accounts s on s.id = t.service_account_id
  where c.kind = 'token' and s.disabled_at is null`

/** Who made it, while they may look after it still, and the admins of the organization. */
const hooks = sql`
  select c.n, h.person_id, c.model, jsonb_build_object('name', w.name)
  from cause c join webhooks w on w.id = c.thing and w.removed_at is null
  join held_roles h on h.organization_id = c.organization and h.role = 'admin'
    and (h.scope_id = c.organization or (h.scope_id = w.scope_id and h.person_id = w.created_by))
  where c.kind = 'webhook'`

/** The projects, there at all, of a model. */
export function projectsOf(model: SQL): SQL {
  return sql`select mp.project_id from model_projects mp join projects p on p.id = mp.project_id
    where mp.model_id = ${model} and ${there('p')}`
}
