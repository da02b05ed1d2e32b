import { and, eq, isNull } from 'drizzle-orm'
import { serviceAccounts, tokens } from '@/db/schema/tables'
import { type Ctx, personBehind } from '../actor'
import type { Also } from '../command'
import type { Tx } from '../door'
import { conflict } from '../errors'
import { serviceAccountTarget } from '../service-accounts/find'
import { longestAdmin } from './admins'
import type { MemberTarget } from './find'

/**
 * Hands the service accounts that a leaving member answers for to whoever removes them, each with an event of
 * its own; where the hub does, for their groups, to the admin who is a member for longest. Throws conflict for
 * someone who leaves by themselves.
 */
export async function passServiceAccounts(
  tx: Tx,
  ctx: Ctx,
  { organization, person }: MemberTarget,
): Promise<{ accounts: string[]; also: Also[] }> {
  const owned = await tx
    .select()
    .from(serviceAccounts)
    .where(
      and(
        eq(serviceAccounts.organizationId, organization.organizationId),
        eq(serviceAccounts.ownerId, person.id),
        isNull(serviceAccounts.disabledAt),
      ),
    )
    .orderBy(serviceAccounts.slug)
    .for('update')
  if (owned.length === 0) return { accounts: [], also: [] }
  const heir = personBehind(ctx.actor) ?? (await longestAdmin(tx, organization, person.id))
  if (!heir || heir === person.id) {
    const names = new Intl.ListFormat('en-GB').format(owned.map(({ slug }) => slug))
    throw conflict(
      `${person.name} answers for the service accounts ${names}. Hand them over first.`,
    )
  }
  const also: Also[] = []
  for (const account of owned) {
    await tx
      .update(serviceAccounts)
      .set({ ownerId: heir })
      .where(eq(serviceAccounts.id, account.id))
    await tx.update(tokens).set({ ownerId: heir }).where(eq(tokens.serviceAccountId, account.id))
    also.push({
      action: 'service_account.update',
      subject: serviceAccountTarget(organization, account).event,
      before: { owner: person.id },
      after: { owner: heir },
    })
  }
  return { accounts: owned.map(({ id }) => id), also }
}
