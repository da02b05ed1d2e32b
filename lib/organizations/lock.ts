import { eq } from 'drizzle-orm'
import { organizations } from '@/db/schema/tables'
import type { Tx } from '../door'

/**
 * Makes other changes of who is a member of an organization wait until this transaction ends. Rows that
 * refer to the organization can be written meanwhile.
 */
export async function lockMembership(tx: Tx, organizationId: string): Promise<void> {
  await tx
    .select({ id: organizations.id })
    .from(organizations)
    .where(eq(organizations.id, organizationId))
    .for('no key update')
}
