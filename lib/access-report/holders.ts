import { type SQL, sql } from 'drizzle-orm'
import {
  heldRoles,
  roleGrants,
  roles,
  serviceAccounts,
  teamMembers,
  teams,
} from '@/db/schema/tables'
import { type Action, actions, rolesAllow, type Subject } from '../access'
import type { Role } from '../actor'
import type { ReadDb } from '../door'
import { uuids } from '../visibility'
import type { RolePath } from './view'

/** A role that somebody holds on the thing in question, as `can()` weighs it and as it is told. */
export type Held = RolePath & { scopeId: string }

export interface PersonHolding {
  id: string
  name: string
  email: string
  grants: Held[]
  /** Slugs of their teams. */
  teams: string[]
}

export interface AccountHolding {
  id: string
  slug: string
  name: string
  ownerId: string
  grants: Held[]
}

export interface TeamHolding {
  slug: string
  name: string
  members: number
  grants: Held[]
}

export interface Asked {
  subject: Subject
  /** Null: whoever holds any role here. */
  action: Action | null
}

interface PeopleAsked extends Asked {
  limit: number
  /** The last person of the page before. */
  after?: string | null
  /** Only this one, whatever they hold. */
  person?: string
}

/** The present members whose roles here suffice for the action, by name; what else decides is for `can()`. */
export async function peopleHolding(db: ReadDb, asked: PeopleAsked): Promise<PersonHolding[]> {
  const { subject, limit, after, person } = asked
  const name = sql`(lower(p.name), p.id)`
  const { rows } = await db.execute<PersonHolding & Record<string, unknown>>(sql`
    select p.id, p.name, p.email, ${grantsOf(sql`h.team_id`)} as grants,
      array(select t.slug from ${teamMembers} tm join ${teams} t on t.id = tm.team_id
        where tm.person_id = p.id and t.organization_id = m.organization_id
          and t.removed_at is null order by t.slug) as teams
    from members m
    join people p on p.id = m.person_id
    left join ${heldRoles} h on h.organization_id = m.organization_id and h.person_id = m.person_id
      and h.scope_id = any(${placesOf(subject)})
    left join projects pr on h.scope_kind = 'project' and pr.id = h.scope_id
    left join ${teams} team on team.id = h.team_id
    where m.organization_id = ${subject.organizationId} and m.removed_at is null
      ${person ? sql`and p.id = ${person}` : sql``}
      ${after ? sql`and ${name} > (select lower(c.name), c.id from people c where c.id = ${after})` : sql``}
    group by p.id, m.organization_id
    ${person ? sql`` : sql`having ${suffice(asked)}`}
    order by lower(p.name), p.id
    limit ${limit}`)
  return rows
}

/** The teams that have a role here that suffices, by slug. */
export async function teamsHolding(db: ReadDb, asked: Asked): Promise<TeamHolding[]> {
  const { subject } = asked
  const { rows } = await db.execute<TeamHolding & Record<string, unknown>>(sql`
    select team.slug, team.name, ${grantsOf(sql`team.id`)} as grants,
      (select count(*)::int from ${teamMembers} tm
        join members m on m.person_id = tm.person_id and m.organization_id = team.organization_id
        where tm.team_id = team.id and m.removed_at is null) as members
    from ${teams} team
    join ${roleGrants} h on h.principal_id = team.id and h.principal_kind = 'team'
      and h.scope_id = any(${placesOf(subject)})
    left join projects pr on h.scope_kind = 'project' and pr.id = h.scope_id
    where team.organization_id = ${subject.organizationId} and team.removed_at is null
    group by team.id
    having ${suffice(asked)}
    order by team.slug
    limit ${most}`)
  return rows
}

/** The service accounts in use whose roles here suffice, by slug. */
export async function accountsHolding(db: ReadDb, asked: Asked): Promise<AccountHolding[]> {
  const { subject } = asked
  const { rows } = await db.execute<AccountHolding & Record<string, unknown>>(sql`
    select account.id, account.slug, account.name, account.owner_id as "ownerId",
      ${grantsOf(sql`null::uuid`)} as grants
    from ${serviceAccounts} account
    join members m on m.person_id = account.owner_id and m.organization_id = account.organization_id
      and m.removed_at is null
    join ${roleGrants} h on h.principal_id = account.id and h.principal_kind = 'service_account'
      and h.scope_id = any(${placesOf(subject)})
    left join projects pr on h.scope_kind = 'project' and pr.id = h.scope_id
    left join ${teams} team on false
    where account.organization_id = ${subject.organizationId} and account.disabled_at is null
    group by account.id
    having ${suffice(asked)}
    order by account.slug
    limit ${most}`)
  return rows
}

/** Teams and service accounts are few; a list of them is not paged. */
const most = 500

function placesOf({ organizationId, projectIds = [], modelId }: Subject): SQL {
  return uuids([organizationId, ...projectIds, ...(modelId ? [modelId] : [])])
}

// The nearest first.
const rank = sql`(case h.scope_kind when 'model' then 0 when 'project' then 1 else 2 end)`

function grantsOf(teamId: SQL): SQL {
  return sql`coalesce(json_agg(json_build_object('role', h.role, 'from', h.scope_kind,
      'scopeId', h.scope_id, 'project', pr.slug,
      'team', case when ${teamId} is not null
        then json_build_object('slug', team.slug, 'name', team.name) end)
    order by ${rank}, pr.slug, h.role, team.slug) filter (where h.scope_id is not null), '[]'::json)`
}

/** The roles alone: one that the action takes, and for what is restricted one that opens it. */
function suffice({ action, subject }: Asked): SQL {
  const opens = sql`(h.scope_kind <> 'organization' or h.role in ('admin', 'auditor'))`
  const seen = subject.restricted ? sql`bool_or(${opens})` : sql`true`
  const enough = action ? sql`h.role = any(${rolesFor(action)}::role[])` : sql`true`
  return sql`${seen} and bool_or(${enough})`
}

function rolesFor(action: Action): string {
  return `{${roles.filter((role) => rolesAllow([role], action)).join(',')}}`
}

export const needsOf = (action: Action): Role[] => [...actions[action].roles]
