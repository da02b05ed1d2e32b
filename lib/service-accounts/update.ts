import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { serviceAccounts, tokens } from '@/db/schema/tables'
import { command } from '../command'
import { invalid } from '../errors'
import { MemberName, presentMember } from '../members/present'
import { DisplayName, PlainText } from '../view'
import { findServiceAccount, requireEnabled, ServiceAccountRef } from './find'
import { viewServiceAccount } from './queries'

const Edits = z.object({
  name: DisplayName.optional(),
  description: PlainText(2000).optional(),
  owner: MemberName.optional().describe('Who answers for it from now on; its tokens go along'),
})

/** Changes what a service account is called and what is said of it, and hands it over to another member. */
export const updateServiceAccount = command({
  action: 'service_account.update',
  input: ServiceAccountRef.extend(Edits.shape),
  load: (tx, input, ctx) => findServiceAccount(tx, ctx, input, 'update'),

  async run({ tx, subject: { organization, account: was }, input }) {
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
    if (ownerId !== was.ownerId)
      await tx.update(tokens).set({ ownerId }).where(eq(tokens.serviceAccountId, was.id))
    const result = await viewServiceAccount(tx, was.id)
    const before = { name: was.name, description: was.description, owner: was.ownerId }
    const after = { name: result.name, description: result.description, owner: ownerId }
    return { result, change: { before, after } }
  },
})
