import { z } from 'zod'
import { command } from '../command'
import { conflict, forbidden } from '../errors'
import { holdMember } from '../members/present'
import { insertToken, lockMaker, TokenRequest } from '../tokens/insert'
import { ScopeName } from '../tokens/view'
import { findServiceAccount, requireEnabled, ServiceAccountRef } from './find'
import { mayMakeToken } from './queries'

/** What a service account does is reading and writing: people decide, and people manage people. */
export const offeredScopes = ['read', 'write'] as const

const ServiceAccountToken = TokenRequest.extend({
  scopes: z
    .array(
      ScopeName.extract([...offeredScopes], {
        error: 'A token of a service account carries read or write: it never decides nor manages.',
      }),
    )
    .min(1, 'Choose at least one scope.')
    .transform((scopes) => [...new Set(scopes)]),
})

/**
 * Makes a token of a service account, for its owner or an admin. It acts by the roles of the service account
 * and not by those of its maker. The secret is in this answer and nowhere else.
 */
export const createServiceAccountToken = command({
  action: 'token.create',
  input: ServiceAccountRef.extend(ServiceAccountToken.shape),
  load: async (tx, input, ctx) => {
    const target = await findServiceAccount(tx, ctx, input, 'share')
    return { ...target, event: { ...target.event, kind: 'token', id: null } }
  },

  async run({ tx, subject: { organization, account }, input, ctx }) {
    const may = mayMakeToken(ctx, account)
    if (!may.ok) throw forbidden(may.reason)
    requireEnabled(account)
    await lockMaker(tx, ctx.actor)
    if (!(await holdMember(tx, { ...organization, personId: account.ownerId })))
      throw conflict(`Nobody answers for ${account.name} any more. Hand it over to a member first.`)
    return insertToken(tx, ctx, organization, input, account)
  },
})
