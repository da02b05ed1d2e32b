import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { signInMethods } from '@/db/schema/tables'
import type { Role } from '../actor'
import { decide, type ReadDb } from '../door'
import { notFound } from '../errors'
import { isId } from '../ids'
import { isErased } from '../members/erased'
import { findOrganization } from '../organizations/find'
import { isoTime } from '../prepared'
import { query } from '../query'
import { OrganizationRef } from '../view'
import { ownId } from './scope'

export interface PersonDetail {
  id: string
  kind: 'person' | 'service_account'
  name: string
  /** None where it is a service account, or was erased. */
  email: string | null
  /** Their personal data was erased; what they did stays. */
  erased: boolean
  /** When they became a member, or when the account was made, and since when they are not any more. */
  since: string
  until: string | null
  roles: HeldRole[]
  teams: string[]
  /** The service accounts that a person answers for. */
  answersFor: { id: string; name: string }[]
  /** Who answers for a service account. */
  owner: { id: string; name: string } | null
  signIns: SignIn[]
  /** Some are told to nobody but themselves: those of a time when they belonged elsewhere, too, or not here. */
  hiddenSignIns: boolean
  /** Failed ones of the last day, which is as long as they are kept. */
  refusedSignIns: number
}

export interface HeldRole {
  role: Role
  scope: 'organization' | 'project' | 'model'
  /** The slug of the project or model. */
  slug: string
  /** The name of the team through which it is held. */
  team: string | null
}

/** A session of theirs. They are kept until a month after their end, and are no events of the log. */
export interface SignIn {
  at: string
  lastSeenAt: string
  endedAt: string | null
  method: (typeof signInMethods)[number]
  ip: string | null
  userAgent: string | null
}

/** Who someone is here: for who reads the whole log, and for themselves. */
export const getPerson = query({
  action: 'organization.read',
  input: OrganizationRef.extend({ person: z.string().max(40) }),
  load: (_db, input, ctx) => findOrganization(ctx, input.org),

  async run({ db, subject, input: { person }, ctx }): Promise<PersonDetail> {
    const isSelf = person === ownId(ctx)
    if (!isSelf) decide(ctx, 'organization.activity', subject.access)
    const { organizationId } = subject.organization
    const found = isId(person) && (await someone(db, organizationId, person))
    if (!found) throw notFound('There is nobody like that here.')
    const isPerson = found.kind === 'person'
    const [roles, more, signIns] = await Promise.all([
      rolesOf(db, organizationId, person),
      besideOf(db, organizationId, person),
      isPerson ? signInsOf(db, isSelf ? null : organizationId, person) : noSignIns,
    ])
    const erased = found.email !== null && isErased(found.email)
    const email = erased ? null : found.email
    return { ...found, email, erased, roles, ...more, ...signIns }
  },
})

type Someone = Pick<PersonDetail, 'id' | 'kind' | 'name' | 'email' | 'since' | 'until' | 'owner'>

async function someone(
  db: ReadDb,
  organizationId: string,
  id: string,
): Promise<Someone | undefined> {
  const { rows } = await db.execute<Someone & Record<string, unknown>>(sql`
    select p.id, 'person' as kind, p.name, p.email, ${isoTime(sql`m.created_at`)} as since,
      ${isoTime(sql`m.removed_at`)} as until, null::json as owner
    from members m join people p on p.id = m.person_id
    where m.organization_id = ${organizationId} and m.person_id = ${id}
    union all
    select s.id, 'service_account', s.name, null, ${isoTime(sql`s.created_at`)},
      ${isoTime(sql`s.disabled_at`)}, json_build_object('id', o.id, 'name', o.name)
    from service_accounts s join people o on o.id = s.owner_id
    where s.organization_id = ${organizationId} and s.id = ${id}`)
  return rows[0]
}

async function rolesOf(db: ReadDb, organizationId: string, id: string): Promise<HeldRole[]> {
  const { rows } = await db.execute<HeldRole & Record<string, unknown>>(sql`
    select h.role, h.scope_kind as scope, t.name as team,
      coalesce(p.slug, m.slug, o.slug) as slug
    from (
      select scope_kind, scope_id, role, team_id from held_roles
      where organization_id = ${organizationId} and person_id = ${id}
      union all
      select scope_kind, scope_id, role, null from role_grants
      where organization_id = ${organizationId} and principal_kind = 'service_account'
        and principal_id = ${id}) h
    left join teams t on t.id = h.team_id
    left join projects p on h.scope_kind = 'project' and p.id = h.scope_id
    left join models m on h.scope_kind = 'model' and m.id = h.scope_id
    left join organizations o on h.scope_kind = 'organization' and o.id = h.scope_id
    order by h.scope_kind, slug, h.role, team limit 500`)
  return [...rows]
}

async function besideOf(db: ReadDb, organizationId: string, id: string) {
  const { rows } = await db.execute<
    Pick<PersonDetail, 'teams' | 'answersFor'> & Record<string, unknown>
  >(sql`
    select
      array(select t.name from team_members tm join teams t on t.id = tm.team_id
        where tm.person_id = ${id} and t.organization_id = ${organizationId} and t.removed_at is null
        order by t.name) as teams,
      coalesce((select json_agg(json_build_object('id', s.id, 'name', s.name) order by s.name)
        from service_accounts s where s.organization_id = ${organizationId} and s.owner_id = ${id}
          and s.disabled_at is null), '[]') as "answersFor"`)
  return rows[0] ?? { teams: [], answersFor: [] }
}

type SignIns = Pick<PersonDetail, 'signIns' | 'hiddenSignIns' | 'refusedSignIns'>

const noSignIns: SignIns = { signIns: [], hiddenSignIns: false, refusedSignIns: 0 }

/**
 * Sessions are of the hub: an organization is told those of a time when somebody was its member and of no
 * other organization. Who asks for themselves (`organizationId` null) has all.
 */
async function signInsOf(db: ReadDb, organizationId: string | null, id: string): Promise<SignIns> {
  const during = (from: SQL, until: SQL) => sql`
    m.person_id = ${id} and m.created_at <= ${until} and (m.removed_at is null or m.removed_at >= ${from})`
  const told = (from: SQL, until: SQL) =>
    organizationId === null
      ? sql`true`
      : sql`(exists (select 1 from members m where ${during(from, from)}
            and m.organization_id = ${organizationId})
          and not exists (select 1 from members m where ${during(from, until)}
            and m.organization_id <> ${organizationId}))`
  const ofSession = told(sql`s.created_at`, sql`s.last_seen_at`)
  const [{ rows: signIns }, { rows: beside }] = await Promise.all([
    db.execute<SignIn & Record<string, unknown>>(sql`
      select ${isoTime(sql`s.created_at`)} as at, ${isoTime(sql`s.last_seen_at`)} as "lastSeenAt",
        ${isoTime(sql`least(s.revoked_at, case when s.expires_at < now() then s.expires_at end)`)} as "endedAt",
        s.method, s.ip, s.user_agent as "userAgent"
      from sessions s where s.person_id = ${id} and ${ofSession} order by s.created_at desc limit 50`),
    db.execute<{ refused: number; hidden: boolean }>(sql`
      select exists (select 1 from sessions s where s.person_id = ${id} and not ${ofSession}) as hidden,
        (select count(*)::int from sign_in_failures f
          where f.email = (select lower(email) from people where id = ${id})
            and f.at > now() - interval '1 day' and ${told(sql`f.at`, sql`f.at`)}) as refused`),
  ])
  const { refused = 0, hidden = false } = beside[0] ?? {}
  return { signIns: [...signIns], hiddenSignIns: hidden, refusedSignIns: refused }
}
