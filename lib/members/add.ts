import { and, eq, isNotNull } from 'drizzle-orm'
import { z } from 'zod'
import { members } from '@/db/schema/tables'
import { command } from '../command'
import type { Tx } from '../door'
import { conflict } from '../errors'
import { findOrganization } from '../organizations/find'
import { lockMembership } from '../organizations/lock'
import { OrganizationRef } from '../view'
import { memberSubject } from './find'
import { type MemberKey, setRoles } from './grants'
import { findOrCreatePerson } from './person'
import { viewMember } from './queries'
import { Email, type NewMember, PersonName, Roles } from './view'

const Addition = z.object({
  email: Email,
  name: PersonName.optional().describe('Needed for someone new to the hub'),
  roles: Roles,
})

/**
 * Makes someone a member. Who is new to the hub gets a password to be handed over; who was a member here before
 * keeps theirs. Throws conflict for a present member, for someone who has an account by other ways, and for
 * someone who still has the first password that another organization made for them.
 */
export const addMember = command({
  action: 'member.add',
  input: OrganizationRef.extend(Addition.shape),
  async load(tx, input, ctx) {
    const target = findOrganization(ctx, input.org)
    await lockMembership(tx, target.organization.organizationId)
    return { ...target, event: { ...target.event, kind: 'member', id: null } }
  },

  async run({ tx, subject: { organization }, input, ctx }) {
    const { organizationId } = organization
    const { person, initialPassword } = await findOrCreatePerson(tx, ctx, organizationId, input)
    if (!initialPassword && ctx.actor.kind !== 'system')
      await refuseNeverHere(tx, { organizationId, personId: person.id })
    const createdAt = ctx.now()
    const [member] = await tx
      .insert(members)
      .values({ organizationId, personId: person.id, createdAt })
      .onConflictDoUpdate({
        target: [members.organizationId, members.personId],
        set: { createdAt, removedAt: null },
        // Someone removed may come back; a present member stays as they are.
        setWhere: isNotNull(members.removedAt),
      })
      .returning()
    if (!member) throw conflict(`${person.name} is a member of ${organization.name} already.`)
    const roles = await setRoles(tx, ctx, { organizationId, personId: person.id }, input.roles)
    const key = { organizationId, personId: person.id }
    const result: NewMember = { ...(await viewMember(tx, key)), initialPassword }
    const subject = memberSubject(organization, person.id)
    return { result, change: { before: null, after: { roles }, subject } }
  },
})

/**
 * Nobody has proved that an account is of whom its address names, so roles meant for that person would be
 * handed to whoever took the address first. By an invitation they come themselves.
 */
async function refuseNeverHere(tx: Tx, { organizationId, personId }: MemberKey): Promise<void> {
  const [was] = await tx
    .select({ id: members.personId })
    .from(members)
    .where(and(eq(members.organizationId, organizationId), eq(members.personId, personId)))
  if (was) return
  const message =
    'There is an account with this e-mail address already. Invite them by a link, under Settings → Members → Invitations.'
  throw conflict(message, { code: 'invite_instead', fields: { email: message } })
}
