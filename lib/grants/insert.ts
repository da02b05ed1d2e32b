import { roleGrants } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { Tx } from '../door'

/** Inserts a grant to a person; undefined when they hold it already. */
export async function insertGrant(
  tx: Tx,
  ctx: Ctx,
  draft: Pick<
    typeof roleGrants.$inferInsert,
    'organizationId' | 'principalId' | 'scopeKind' | 'scopeId' | 'role'
  >,
): Promise<string | undefined> {
  const [made] = await tx
    .insert(roleGrants)
    .values({ ...draft, id: ctx.newId(), principalKind: 'person', createdAt: ctx.now() })
    .onConflictDoNothing()
    .returning({ id: roleGrants.id })
  return made?.id
}
