import { isNotNull } from 'drizzle-orm'
import { z } from 'zod'
import { members } from '@/db/schema/tables'
import { command } from '../command'
import { conflict } from '../errors'
import { findOrganization } from '../organizations/find'
import { lockMembership } from '../organizations/lock'
import { OrganizationRef } from '../view'
import { memberSubject } from './find'
import { setRoles } from './grants'
import { findOrCreatePerson } from './person'
import { viewMember } from './queries'
import { Email, type NewMember, PersonName, Roles } from './view'

const Addition = z.object({
  email: Email,
  name: PersonName.optional().describe('Needed for someone new to the hub'),
  roles: Roles,
})

/**
 * Makes someone a member. Who is new to the hub gets a password to be handed over; who has been here
 * keeps theirs. Throws conflict for a present member, and for someone who still has the first password that
 * another organization made for them.
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
