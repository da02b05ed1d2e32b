import { and, eq, isNull, type SQL, sql } from 'drizzle-orm'
import { database } from '@/db/client'
import {
  heldRoles,
  members,
  organizations,
  people,
  roleGrants,
  serviceAccounts,
  sessions,
  teamMembers,
  teams,
  tokens,
  tokenUses,
} from '@/db/schema/tables'
import type { Actor, Ctx, Membership, Via } from './actor'
import { retrying } from './door'
import { unauthenticated } from './errors'
import { newId } from './ids'
import { given, prepared } from './prepared'
import { hashSecret } from './secret'
import { idleSince } from './sessions/cookie'
import { sharing } from './shared'
import { system } from './system'

/** What a door knows of a request before anyone is recognized. */
export interface Arrival {
  via: Via
  requestId: string
  origin: Ctx['origin']
}

/** The caller behind an API token. Throws `unauthenticated` for unknown, expired and revoked ones. */
export async function contextFromToken(secret: string, arrival: Arrival): Promise<Ctx> {
  const now = new Date()
  const hash = hashSecret(secret)
  const [found] = await share(hash, () =>
    retrying(() => tokenOf(database().read, {}).execute({ hash })),
  )
  if (!found) throw unauthenticated('This token is not known. Make a new one under Tokens.')
  const { token, owner } = found
  if (token.revokedAt) throw unauthenticated('This token was revoked. Make a new one under Tokens.')
  if (token.expiresAt <= now)
    throw unauthenticated('This token has expired. Make a new one under Tokens.')
  const { serviceAccountId, serviceAccountName } = found
  if (found.disabledAt)
    throw unauthenticated(`The service account ${serviceAccountName} of this token is disabled.`)
  if (found.memberships.length === 0)
    throw unauthenticated('The owner of this token is no longer a member.')
  if (!found.usedAt || now.getTime() - found.usedAt.getTime() > 60_000) await noteUse(token.id, now)
  const actor: Actor = {
    kind: 'token',
    id: token.id,
    name: token.name,
    ownerId: owner.id,
    ownerName: owner.name,
    scopes: token.scopes,
    modelIds: token.modelIds,
    expiresAt: token.expiresAt,
    serviceAccount: serviceAccountId
      ? { id: serviceAccountId, name: serviceAccountName ?? '' }
      : null,
  }
  return contextOf(actor, found.memberships, arrival)
}

// A job or an application sends many requests at once, all with one token.
const share = sharing<Awaited<ReturnType<ReturnType<typeof tokenOf>['execute']>>>()

const tokenOf = prepared(
  (db, _: object) =>
    db
      .select({
        token: {
          id: tokens.id,
          name: tokens.name,
          scopes: tokens.scopes,
          modelIds: tokens.modelIds,
          expiresAt: tokens.expiresAt,
          revokedAt: tokens.revokedAt,
        },
        owner: { id: people.id, name: people.name },
        usedAt: tokenUses.lastUsedAt,
        serviceAccountId: tokens.serviceAccountId,
        serviceAccountName: serviceAccounts.name,
        disabledAt: serviceAccounts.disabledAt,
        memberships: sql<Membership[]>`case when ${tokens.serviceAccountId} is null
          then ${membershipsOf(sql`${tokens.ownerId}`, sql`and o.id = ${tokens.organizationId}`)}
          else ${membershipOfServiceAccount()} end`,
      })
      .from(tokens)
      .innerJoin(people, eq(people.id, tokens.ownerId))
      .leftJoin(serviceAccounts, eq(serviceAccounts.id, tokens.serviceAccountId))
      .leftJoin(tokenUses, eq(tokenUses.tokenId, tokens.id))
      .where(eq(tokens.hash, given('hash'))),
  { finds: true },
)

/** The caller behind a session cookie, or null when the session is unknown, ended or revoked. */
export async function contextFromSession(secret: string, arrival: Arrival): Promise<Ctx | null> {
  const now = new Date()
  const [found] = await retrying(() =>
    sessionOf(database().read, {}).execute({ hash: hashSecret(secret) }),
  )
  if (!found || found.session.expiresAt <= now) return null
  const { session, person } = found
  if (session.lastSeenAt <= idleSince(now)) return null
  if (now.getTime() - session.lastSeenAt.getTime() > 60_000)
    await system((tx) =>
      tx.update(sessions).set({ lastSeenAt: now }).where(eq(sessions.id, session.id)),
    )
  const { id: sessionId, authenticatedAt } = session
  const actor: Actor = { kind: 'person', ...person, sessionId, authenticatedAt }
  return contextOf(actor, found.memberships, arrival)
}

const sessionOf = prepared(
  (db, _: object) =>
    db
      .select({
        session: {
          id: sessions.id,
          authenticatedAt: sessions.authenticatedAt,
          lastSeenAt: sessions.lastSeenAt,
          expiresAt: sessions.expiresAt,
        },
        person: { id: people.id, name: people.name, email: people.email },
        memberships: membershipsOf(sql`${sessions.personId}`),
      })
      .from(sessions)
      .innerJoin(people, eq(people.id, sessions.personId))
      .where(and(eq(sessions.hash, given('hash')), isNull(sessions.revokedAt))),
  { finds: true },
)

/** The hub itself: the worker, the host's own commands, the first visit. */
export function systemContext(name: string, arrival: Arrival): Ctx {
  return contextOf({ kind: 'system', id: null, name }, [], arrival)
}

export function contextOf(actor: Actor, memberships: Membership[], arrival: Arrival): Ctx {
  return { actor, memberships, ...arrival, now: () => new Date(), newId }
}

/** A person's organizations with every role held in them, as one JSON value of the outer query. */
function membershipsOf(person: SQL, narrow = sql``): SQL<Membership[]> {
  return sql<Membership[]>`coalesce((
    select json_agg(json_build_object(
      'organizationId', o.id, 'slug', o.slug, 'name', o.name, 'fourEyes', o.four_eyes,
      'grants', coalesce((
        select json_agg(json_build_object(
          'scope', h.scope_kind, 'scopeId', h.scope_id, 'role', h.role, 'team', h.team_id))
        from ${heldRoles} h where h.organization_id = o.id and h.person_id = ${person}
      ), '[]'::json),
      'teams', coalesce((
        select json_agg(t.id) from ${teamMembers} tm join ${teams} t on t.id = tm.team_id
        where tm.person_id = ${person} and t.organization_id = o.id and t.removed_at is null
      ), '[]'::json)
    ) order by o.slug)
    from ${members} m join ${organizations} o on o.id = m.organization_id
    where m.person_id = ${person} and m.removed_at is null ${narrow}
  ), '[]'::json)`
}

/** The same for the service account of a token: its own roles, while whoever answers for it is a member. */
function membershipOfServiceAccount(): SQL<Membership[]> {
  return sql<Membership[]>`coalesce((
    select json_agg(json_build_object(
      'organizationId', o.id, 'slug', o.slug, 'name', o.name, 'fourEyes', o.four_eyes,
      'grants', coalesce((
        select json_agg(json_build_object(
          'scope', g.scope_kind, 'scopeId', g.scope_id, 'role', g.role, 'team', null))
        from ${roleGrants} g where g.organization_id = o.id
          and g.principal_kind = 'service_account' and g.principal_id = ${tokens.serviceAccountId}
      ), '[]'::json),
      'teams', '[]'::json))
    from ${organizations} o join ${members} m on m.organization_id = o.id
    where o.id = ${tokens.organizationId} and m.person_id = ${tokens.ownerId} and m.removed_at is null
  ), '[]'::json)`
}

async function noteUse(tokenId: string, at: Date): Promise<void> {
  await system((tx) =>
    tx
      .insert(tokenUses)
      .values({ tokenId, lastUsedAt: at })
      .onConflictDoUpdate({ target: tokenUses.tokenId, set: { lastUsedAt: at } }),
  )
}
