import { and, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { serviceAccounts, tokens } from '@/db/schema/tables'
import { command } from '../command'
import type { Tx } from '../door'
import { invalid } from '../errors'
import { MemberName, presentMember } from '../members/present'
import { DisplayName, PlainText } from '../view'
import {
  findServiceAccount,
  requireEnabled,
  ServiceAccountRef,
  type ServiceAccountRow,
} from './find'
import { viewServiceAccount } from './queries'

const Edits = z.object({
  name: DisplayName.optional(),
  description: PlainText(2000).optional(),
  owner: MemberName.optional().describe('Who answers for it from now on; its tokens are revoked'),
})

/**
 * Changes what a service account is called and what is said of it, and hands it over to another member, who
 * makes tokens of their own: those that there were are revoked.
 */
export const updateServiceAccount = command({
  action: 'service_account.update',
  input: ServiceAccountRef.extend(Edits.shape),
  load: (tx, input, ctx) => findServiceAccount(tx, ctx, input, 'update'),

  async run({ tx, subject: { organization, account: was }, input, ctx }) {
    const { name, description } = input
    if (name === undefined && description === undefined && input.owner === undefined)
      throw invalid('Nothing to change: give a name, a description or an owner.')
    requireEnabled(was)
    const owner =
      input.owner === undefined ? null : await presentMember(tx, organization, input.owner, 'owner')
    const ownerId = owner?.id ?? was.ownerId
    await tx
      .update(serviceAccounts)
      .set({ name, description, ownerId })
      .where(eq(serviceAccounts.id, was.id))
    const ended = ownerId === was.ownerId ? [] : await handOver(tx, was, ownerId, ctx.now())
    const result = await viewServiceAccount(tx, was.id)
    const before = {
      ...{ name: was.name, description: was.description, owner: was.ownerId },
      ...(ended.length > 0 && { tokens: ended }),
    }
    const after = { name: result.name, description: result.description, owner: ownerId }
    return { result, change: { before, after } }
  },
})

/** Gives the tokens to who answers for them now, and ends them: who did until now may have their secrets. */
async function handOver(tx: Tx, { id }: ServiceAccountRow, ownerId: string, at: Date) {
  const ofAccount = eq(tokens.serviceAccountId, id)
  await tx.update(tokens).set({ ownerId }).where(ofAccount)
  const ended = await tx
    .update(tokens)
    .set({ revokedAt: at })
    .where(and(ofAccount, isNull(tokens.revokedAt)))
    .returning({ id: tokens.id })
  return ended.map(({ id }) => id)
}
