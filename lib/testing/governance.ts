import { eq } from 'drizzle-orm'
import {
  members,
  people,
  policies,
  policyRevisions,
  roleGrants,
  teamMembers,
  teams,
} from '@/db/schema/tables'
import type { Ctx, Grant, Role } from '../actor'
import { writeEvent } from '../audit/event'
import { contextOf, systemContext } from '../context'
import { newId } from '../ids'
import { type PolicyInput, PolicyRules } from '../policies/rules'
import type { Json } from '../view'
import { arrival, type TestHub, type TestOrganization } from './hub'

/** What governance needs beside the people that every organization of a test has. */

type Tx = Parameters<Parameters<TestHub['database']['write']['transaction']>[0]>[0]

/** One transaction with an event, as the guard of the database asks for. */
async function arranged(
  hub: TestHub,
  { id, slug }: TestOrganization,
  run: (tx: Tx) => Promise<void>,
) {
  await hub.database.write.transaction(async (tx) => {
    await run(tx)
    await writeEvent(tx, systemContext('test', arrival()), {
      action: 'organization.update',
      subject: { kind: 'organization', id, uri: `/${slug}`, organizationId: null },
      outcome: 'done',
      before: null,
      after: { arranged: true },
    })
  })
}

/** A team of this slug, without anyone. */
export async function teamOf(hub: TestHub, acme: TestOrganization, slug: string): Promise<string> {
  const id = newId()
  const row = { id, organizationId: acme.id, slug, name: slug, createdAt: new Date() }
  await arranged(hub, acme, async (tx) => {
    await tx.insert(teams).values(row)
  })
  return id
}

/** A further member with roles in the organization, in teams by their ids, as signed in at the web. */
export async function memberOf(
  hub: TestHub,
  acme: TestOrganization,
  who: { name: string; roles: Role[]; teams?: string[] },
): Promise<Ctx & { personId: string }> {
  const id = newId()
  const email = `${who.name.toLowerCase()}-${id.slice(-8)}@${acme.slug}.example`
  const createdAt = new Date()
  await arranged(hub, acme, async (tx) => {
    await tx.insert(people).values({ id, name: who.name, email, createdAt })
    await tx.insert(members).values({ organizationId: acme.id, personId: id, createdAt })
    for (const role of who.roles)
      await tx.insert(roleGrants).values({
        ...{ id: newId(), organizationId: acme.id, principalKind: 'person', principalId: id },
        ...{ scopeKind: 'organization', scopeId: acme.id, role, createdAt },
      })
    for (const teamId of who.teams ?? [])
      await tx.insert(teamMembers).values({ teamId, personId: id, createdAt })
  })
  const grants = who.roles.map(
    (role): Grant => ({ scope: 'organization', scopeId: acme.id, role, team: null }),
  )
  const membership = {
    ...{ organizationId: acme.id, slug: acme.slug, name: acme.slug, fourEyes: true, grants },
    teams: who.teams ?? [],
  }
  const authenticatedAt = new Date()
  const actor = {
    kind: 'person',
    id,
    name: who.name,
    email,
    sessionId: null,
    authenticatedAt,
  } as const
  return { ...contextOf(actor, [membership], arrival()), personId: id }
}

/** Sets the policy of an organization, project or model by its id; answers the revision. */
export async function policyOf(
  hub: TestHub,
  acme: TestOrganization,
  scope: { kind: 'organization' | 'project' | 'model'; id: string },
  rules: PolicyInput,
): Promise<number> {
  const said = PolicyRules.parse(rules) as Json
  let revision = 0
  await arranged(hub, acme, async (tx) => {
    const [before] = await tx.select().from(policies).where(eq(policies.scopeId, scope.id))
    revision = (before?.revision ?? 0) + 1
    const row = {
      scopeId: scope.id,
      organizationId: acme.id,
      scopeKind: scope.kind,
      revision,
      rules: said,
    }
    await tx.insert(policies).values(row).onConflictDoUpdate({ target: policies.scopeId, set: row })
    await tx.insert(policyRevisions).values({
      ...{ scopeId: scope.id, number: revision, organizationId: acme.id, rules: said },
      ...{ digest: '', createdAt: new Date() },
    })
  })
  return revision
}
