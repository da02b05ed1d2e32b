import { and, eq, isNull, ne } from 'drizzle-orm'
import { z } from 'zod'
import { members, people } from '@/db/schema/tables'
import type { Membership } from '../actor'
import type { Tx } from '../door'
import { invalid } from '../errors'
import { isId } from '../ids'
import type { MemberKey } from './grants'

/** A member as people and programs name one. */
export const MemberName = z
  .string()
  .trim()
  .toLowerCase()
  .min(1, 'Give the e-mail address of a member.')
  .max(254)
  .refine((text) => !text.includes('\0'), 'No NUL characters.')
  .describe('E-mail address or id of a member')

/**
 * The present member of this e-mail address or id, who stays one until the transaction ends. Throws
 * `invalid`, naming `field`, where there is none.
 */
export async function presentMember(
  tx: Tx,
  { organizationId, name }: Membership,
  asked: string,
  field: string,
) {
  const [found] = await tx
    .select({ id: people.id, name: people.name, email: people.email })
    .from(members)
    .innerJoin(people, eq(people.id, members.personId))
    .where(
      and(
        eq(members.organizationId, organizationId),
        isNull(members.removedAt),
        isId(asked) ? eq(people.id, asked) : eq(people.email, asked),
      ),
    )
    .for('share', { of: members })
  if (found) return found
  const message = `${name} has no member ${asked}. Add them under Settings → Members first.`
  throw invalid(`${field}: ${message}`, { fields: { [field]: message } })
}

/** Whether someone is a member; who removes them now waits, and then ends what this transaction makes. */
export async function holdMember(
  tx: Tx,
  { organizationId, personId }: MemberKey,
): Promise<boolean> {
  const held = await tx
    .select({ id: members.personId })
    .from(members)
    .where(
      and(
        eq(members.organizationId, organizationId),
        eq(members.personId, personId),
        isNull(members.removedAt),
      ),
    )
    .for('share')
  return held.length > 0
}

/** Whether someone is a member of another organization, too. */
export async function belongsElsewhere(
  tx: Tx,
  { organizationId, personId }: MemberKey,
): Promise<boolean> {
  const [other] = await tx
    .select({ id: members.organizationId })
    .from(members)
    .where(
      and(
        eq(members.personId, personId),
        isNull(members.removedAt),
        ne(members.organizationId, organizationId),
      ),
    )
    .limit(1)
  return other !== undefined
}
