'use server'

import { formAction } from '@/app/form-action'
import { text, words } from '@/lib/action'
import { createToken } from '@/lib/tokens/create'
import { chosen, later } from '@/lib/tokens/form'
import { revokeToken } from '@/lib/tokens/revoke'
import { ScopeName } from '@/lib/tokens/view'

/** Makes a token of the caller's; the answer holds its secret, this once. */
export const create = formAction(
  createToken,
  (form, { org }: { org: string }) => ({
    org,
    name: text(form, 'name'),
    scopes: ScopeName.options.filter((scope) => text(form, scope) === 'yes'),
    expiresAt: later(Number(text(form, 'days'))),
    models: chosen(words(form, 'models')),
  }),
  (token) => token,
)

/** Ends a token at once. */
export const revoke = formAction(revokeToken, (_, ref: { org: string; id: string }) => ref)
