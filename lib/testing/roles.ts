import { and, eq } from 'drizzle-orm'
import {
  members,
  roleGrants,
  serviceAccounts,
  teamMembers,
  teams,
  tokens,
} from '@/db/schema/tables'
import type { Ctx, Role, Scope } from '../actor'
import { writeEvent } from '../audit/event'
import { contextFromSession, contextFromToken, systemContext } from '../context'
import type { Tx } from '../door'
import { newId } from '../ids'
import { hashSecret, newSecret } from '../secret'
import { startSession } from '../sessions/session'
import { arrival, type TestHub, type TestOrganization } from './hub'

/** Roles, teams and service accounts as they stand in the database, whoever gave them. */

export interface Giving {
  kind: 'person' | 'team' | 'service_account'
  to: string
  scope: 'organization' | 'project' | 'model'
  on: string
  role: Role
}

/** Writes with an event of the hub itself beside it, as the guard of the database asks. */
async function standing(
  hub: TestHub,
  acme: TestOrganization,
  change: (tx: Tx) => Promise<unknown>,
) {
  await hub.database.write.transaction(async (tx) => {
    await change(tx)
    await writeEvent(tx, systemContext('test', arrival()), {
      action: 'organization.update',
      subject: {
        kind: 'organization',
        id: acme.id,
        uri: `/${acme.slug}`,
        organizationId: acme.id,
      },
      outcome: 'done',
      before: null,
      after: { slug: acme.slug },
    })
  })
}

/** Makes somebody who is on the hub a member, without a role. */
export async function join(hub: TestHub, acme: TestOrganization, personId: string) {
  const createdAt = new Date()
  await standing(hub, acme, (tx) =>
    tx.insert(members).values({ organizationId: acme.id, personId, createdAt }),
  )
}

export async function give(hub: TestHub, acme: TestOrganization, ...given: Giving[]) {
  const createdAt = new Date()
  const rows = given.map(({ kind, to, scope, on, role }) => ({
    id: newId(),
    organizationId: acme.id,
    principalKind: kind,
    principalId: to,
    scopeKind: scope,
    scopeId: on,
    role,
    createdAt,
  }))
  await standing(hub, acme, (tx) => tx.insert(roleGrants).values(rows).onConflictDoNothing())
}

/** Takes every role that somebody has for the organization as a whole, so that only others are left. */
export async function takeOrganizationRoles(hub: TestHub, acme: TestOrganization, to: string) {
  await standing(hub, acme, (tx) =>
    tx
      .delete(roleGrants)
      .where(and(eq(roleGrants.principalId, to), eq(roleGrants.scopeId, acme.id))),
  )
}

export async function teamOf(
  hub: TestHub,
  acme: TestOrganization,
  slug: string,
  people: readonly string[],
): Promise<string> {
  const id = newId()
  const createdAt = new Date()
  await standing(hub, acme, async (tx) => {
    await tx.insert(teams).values({ id, organizationId: acme.id, slug, name: slug, createdAt })
    if (people.length > 0)
      await tx
        .insert(teamMembers)
        .values(people.map((personId) => ({ teamId: id, personId, createdAt })))
  })
  return id
}

export async function leaveTeam(
  hub: TestHub,
  acme: TestOrganization,
  teamId: string,
  personId: string,
) {
  await standing(hub, acme, (tx) =>
    tx
      .delete(teamMembers)
      .where(and(eq(teamMembers.teamId, teamId), eq(teamMembers.personId, personId))),
  )
}

export async function dissolveTeam(hub: TestHub, acme: TestOrganization, teamId: string) {
  await standing(hub, acme, (tx) =>
    tx.update(teams).set({ removedAt: new Date() }).where(eq(teams.id, teamId)),
  )
}

export async function serviceAccountOf(
  hub: TestHub,
  acme: TestOrganization,
  slug: string,
  ownerId: string,
): Promise<string> {
  const id = newId()
  const createdAt = new Date()
  await standing(hub, acme, (tx) =>
    tx
      .insert(serviceAccounts)
      .values({ id, organizationId: acme.id, slug, name: slug, ownerId, createdAt }),
  )
  return id
}

/** The secret of a fresh token of a service account. */
export async function accountSecret(
  hub: TestHub,
  acme: TestOrganization,
  account: { id: string; ownerId: string },
  scopes: Scope[] = ['read', 'write', 'decide', 'admin'],
): Promise<string> {
  const secret = `hub_${newSecret()}`
  const createdAt = new Date()
  await standing(hub, acme, (tx) =>
    tx.insert(tokens).values({
      id: newId(),
      organizationId: acme.id,
      ownerId: account.ownerId,
      serviceAccountId: account.id,
      name: 'service account token',
      hash: hashSecret(secret),
      prefix: secret.slice(0, 8),
      scopes,
      createdAt,
      expiresAt: new Date(createdAt.getTime() + 86_400_000),
    }),
  )
  return secret
}

export async function accountContext(
  hub: TestHub,
  acme: TestOrganization,
  account: { id: string; ownerId: string },
): Promise<Ctx> {
  const secret = await accountSecret(hub, acme, account)
  return contextFromToken(secret, { ...arrival(), via: 'api' })
}

/** A person as a browser of theirs is at this moment, with all that they hold. */
export async function signedIn(personId: string): Promise<Ctx> {
  const { secret } = await startSession(personId, arrival().origin)
  const ctx = await contextFromSession(secret, arrival())
  if (!ctx) throw new Error('The session has ended.')
  return ctx
}
