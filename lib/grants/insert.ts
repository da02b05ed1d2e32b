import { roleGrants } from '@/db/schema/tables'
import type { Ctx } from '../actor'
import type { Tx } from '../door'

type Row = typeof roleGrants.$inferInsert
type Draft = Pick<Row, 'organizationId' | 'principalId' | 'scopeKind' | 'scopeId' | 'role'> &
  Partial<Pick<Row, 'principalKind'>>

/** Inserts a grant, to a person unless it says otherwise; undefined when they hold it already. */
export async function insertGrant(tx: Tx, ctx: Ctx, draft: Draft): Promise<string | undefined> {
  const [made] = await tx
    .insert(roleGrants)
    .values({ principalKind: 'person', ...draft, id: ctx.newId(), createdAt: ctx.now() })
    .onConflictDoNothing()
    .returning({ id: roleGrants.id })
  return made?.id
}

/**
 * Makes whoever makes something its maintainer: a person, or a service account together with whoever answers
 * for it, who could not see it else.
 */
export async function grantMaker(
  tx: Tx,
  ctx: Ctx,
  person: string,
  on: Pick<Row, 'organizationId' | 'scopeKind' | 'scopeId'>,
): Promise<void> {
  await insertGrant(tx, ctx, { ...on, principalId: person, role: 'maintainer' })
  const account = ctx.actor.kind === 'token' ? ctx.actor.serviceAccount : null
  if (!account) return
  const principal = { principalKind: 'service_account', principalId: account.id } as const
  await insertGrant(tx, ctx, { ...on, ...principal, role: 'maintainer' })
}
