import { and, eq, isNull } from 'drizzle-orm'
import { roleGrants, serviceAccounts, tokens } from '@/db/schema/tables'
import { command } from '../command'
import { findServiceAccount, requireEnabled, ServiceAccountRef } from './find'

/**
 * Ends a service account for good: its tokens stop working at once and its roles go. Its name stays in the
 * history, and is given to no other.
 */
export const disableServiceAccount = command({
  action: 'service_account.disable',
  input: ServiceAccountRef,
  load: (tx, input, ctx) => findServiceAccount(tx, ctx, input, 'update'),

  async run({ tx, subject: { account }, ctx }) {
    requireEnabled(account)
    const at = ctx.now()
    await tx
      .update(serviceAccounts)
      .set({ disabledAt: at })
      .where(eq(serviceAccounts.id, account.id))
    const ended = await tx
      .update(tokens)
      .set({ revokedAt: at })
      .where(and(eq(tokens.serviceAccountId, account.id), isNull(tokens.revokedAt)))
      .returning({ id: tokens.id })
    const roles = await tx
      .delete(roleGrants)
      .where(
        and(
          eq(roleGrants.principalKind, 'service_account'),
          eq(roleGrants.principalId, account.id),
        ),
      )
      .returning({ role: roleGrants.role, scope: roleGrants.scopeKind, on: roleGrants.scopeId })
    const before = { disabledAt: null, tokens: ended.map(({ id }) => id), roles }
    return { result: null, change: { before, after: { disabledAt: at.toISOString() } } }
  },
})
