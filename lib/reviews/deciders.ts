import { sql } from 'drizzle-orm'
import { can, rolesOn } from '../access'
import type { Actor, Grant } from '../actor'
import { contextOf } from '../context'
import type { ReadDb } from '../door'
import { ruleOf, uncounted } from '../versions/count'
import type { VersionTarget } from '../versions/find'
import { uuids } from '../visibility'

/** Someone who is asked, or may be, with why their approval would not count. */
export interface Decider {
  id: string
  name: string
  /** Slugs of all their teams. */
  teams: string[]
  /** Null: it would. */
  reason: string | null
}

/** The most people that a form offers. */
export const mostDeciders = 200

interface Row extends Record<string, unknown> {
  id: string
  name: string
  email: string
  teams: string[]
  grants: Grant[]
}

/**
 * Members and whether they may decide on a version: those named by their ids, else whoever is an approver on
 * its model. Their sign-in is not judged, since they have not come yet. One query.
 */
export async function decidersOf(
  db: ReadDb,
  target: VersionTarget,
  ids?: readonly string[],
): Promise<Decider[]> {
  const { organizationId, projectIds = [], modelId } = target.access
  const scopes = uuids([organizationId, ...projectIds, ...(modelId ? [modelId] : [])])
  const held = sql`from held_roles h where h.person_id = p.id
    and h.organization_id = ${organizationId} and h.scope_id = any(${scopes})`
  const { rows } = await db.execute<Row>(sql`
    select p.id, p.name, p.email,
      array(select t.slug from team_members tm join teams t on t.id = tm.team_id
        where tm.person_id = p.id and t.organization_id = ${organizationId}
          and t.removed_at is null order by t.slug) as teams,
      coalesce((select json_agg(json_build_object('scope', h.scope_kind, 'scopeId', h.scope_id,
        'role', h.role, 'team', h.team_id)) ${held}), '[]'::json) as grants
    from members m join people p on p.id = m.person_id
    where m.organization_id = ${organizationId} and m.removed_at is null
      and ${ids ? sql`p.id = any(${uuids(ids)})` : sql`exists (select 1 ${held} and h.role = 'approver')`}
    order by lower(p.name), p.id limit ${mostDeciders}`)
  return rows.map(({ id, name, email, teams, grants }) => {
    const membership = { ...target.organization, grants, teams: [] }
    const authenticatedAt = new Date()
    const actor: Actor = { kind: 'person', id, name, email, sessionId: null, authenticatedAt }
    const ctx = contextOf(actor, [membership], nowhere)
    const decision = can(ctx, 'version.approve', target.access)
    const roles = rolesOn(membership, target.access)
    const reason = decision.ok
      ? uncounted(ruleOf(target.of.policy), { teams, roles })
      : thirdPerson(decision.reason)
    return { id, name, teams, reason }
  })
}

const nowhere = {
  ...{ via: 'web' as const, requestId: '' },
  origin: { ip: null, userAgent: null, client: null },
}

/** What `can()` says to whoever asks for themselves, of someone else. */
function thirdPerson(reason: string): string {
  return reason
    .replace('You registered this version, so someone else must decide on it.', 'They made it.')
    .replace(/ You are .*$/, '')
    .replace('You cannot see this.', 'They cannot see the model.')
}
