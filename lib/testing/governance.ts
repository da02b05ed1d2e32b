import { members, people, roleGrants, teamMembers } from '@/db/schema/tables'
import type { Ctx, Grant, Role } from '../actor'
import { writeEvent } from '../audit/event'
import { contextOf, systemContext } from '../context'
import { newId } from '../ids'
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
