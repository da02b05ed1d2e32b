import { sql } from 'drizzle-orm'
import { rolesAllow } from '../access'
import type { Role } from '../actor'
import type { ReadDb } from '../door'
import { plural } from '../format'
import { type CountedDecision, either, ruleOf, tally } from '../versions/count'
import { uuids } from '../visibility'
import { mayMove, protectionsOf } from './aliases'
import type { EffectivePolicy } from './effective'
import type { PolicyPlace } from './find'
import type { PolicyWarning } from './view'

/** What a policy asks for that nobody here could do, as roles and teams are now. */
export async function warningsOf(
  db: ReadDb,
  place: PolicyPlace,
  policy: EffectivePolicy,
): Promise<PolicyWarning[]> {
  const people = await peopleAt(db, place)
  return [
    ...approvalWarnings(people, policy, place),
    ...aliasWarnings(people, policy),
    ...signInWarnings(policy),
  ]
}

/** Someone who sees a place, with all roles that they hold on it and the teams that they are in. */
export interface PersonAt {
  id: string
  roles: Role[]
  teams: string[]
}

export async function peopleAt(db: ReadDb, { access }: PolicyPlace): Promise<PersonAt[]> {
  const { organizationId, projectIds = [], modelId, restricted = false } = access
  const scopes = [organizationId, ...projectIds, ...(modelId ? [modelId] : [])]
  const { rows } = await db.execute<PersonAt & Record<string, unknown>>(sql`
    select m.person_id as id, json_agg(distinct h.role) as roles,
      array(select t.slug from team_members tm join teams t on t.id = tm.team_id
        where tm.person_id = m.person_id and t.organization_id = m.organization_id
          and t.removed_at is null order by t.slug) as teams
    from members m
    join held_roles h on h.organization_id = m.organization_id and h.person_id = m.person_id
      and h.scope_id = any(${uuids(scopes)})
    where m.organization_id = ${organizationId} and m.removed_at is null
    group by m.organization_id, m.person_id
    having not ${restricted}::boolean
      or bool_or(h.scope_kind <> 'organization' or h.role in ('admin', 'auditor'))
    order by m.person_id`)
  return [...rows]
}

function approvalWarnings(
  people: PersonAt[],
  policy: EffectivePolicy,
  { scope }: PolicyPlace,
): PolicyWarning[] {
  const rule = ruleOf(policy)
  const approvers = people.filter(({ roles }) => roles.includes('approver'))
  const countOf = (among: PersonAt[]) => tally(rule, among.map(approval), new Date(0))
  const { counted, met, needed } = countOf(approvers)
  const more = scope === 'model' ? '' : ' Roles on single models may add more.'
  const whose = rule.teams
    ? ` in ${either(rule.teams)}`
    : rule.roles
      ? ` who ${rule.roles.length === 1 ? 'is' : 'are'} ${either(rule.roles)} too`
      : ''
  const about = (message: string): PolicyWarning => ({ rule: 'approvals', message })
  const empty = (rule.teams ?? [])
    .filter((team) => !approvers.some(({ teams }) => teams.includes(team)))
    .map((team) => about(`Nobody in the team ${team} is an approver here.${more}`))
  if (!met)
    return [
      ...empty,
      about(
        `Nobody can meet this: it asks for ${plural(needed, 'approval')}, and here ${
          counted.length === 0 ? 'there is no approver' : `there ${are(counted.length)}`
        }${whose}.${more}`,
      ),
    ]
  const stuck = rule.fourEyes
    ? counted.filter(
        ({ person, roles }) =>
          rolesAllow(roles ?? [], 'version.register') &&
          !countOf(approvers.filter(({ id }) => id !== person)).met,
      )
    : []
  if (stuck.length === 0) return empty
  return [
    ...empty,
    about(
      `A version that one of the approvers made cannot be approved: without them there are too few${whose}.${more}`,
    ),
  ]
}

const are = (count: number) => (count === 1 ? 'is one approver' : `are ${count} approvers`)

/** What someone would give if they approved. */
const approval = ({ id, roles, teams }: PersonAt): CountedDecision => ({
  verdict: 'approve',
  person: id,
  override: false,
  own: false,
  stale: false,
  validUntil: null,
  teams,
  roles,
  ofMaker: false,
  byToken: false,
})

function aliasWarnings(people: PersonAt[], policy: EffectivePolicy): PolicyWarning[] {
  const names = new Set(policy.protectedAliases.map(({ value }) => value.name))
  return [...names].flatMap((name) => {
    const protections = protectionsOf(policy, name)
    const teams = protections.flatMap(({ teams = [] }) => teams)
    const somebody = people.some(
      (person) => rolesAllow(person.roles, 'alias.move') && mayMove(protections, person.teams),
    )
    if (somebody) return []
    const whose = teams.length > 0 ? ` no member of ${either(teams)} is` : ' nobody is'
    return [
      {
        rule: 'protectedAliases',
        message: `Nobody can move ${name}:${whose} a maintainer here.`,
      },
    ]
  })
}

function signInWarnings({ signInMinutes, tokenDecisions }: EffectivePolicy): PolicyWarning[] {
  if (signInMinutes.value === null || !tokenDecisions.value) return []
  return [
    {
      rule: 'tokenDecisions',
      message:
        'A token never signs in, so decisions through tokens are refused all the same. Say that they are not taken, or ask for no sign-in.',
    },
  ]
}
