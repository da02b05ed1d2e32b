'use server'

import { formAction } from '@/app/form-action'
import { text, words } from '@/lib/action'
import { dayMs } from '@/lib/time'
import { createToken } from '@/lib/tokens/create'
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

/** In so many days; empty, which the command refuses with a reason, for what is no such number. */
function later(days: number): string {
  const at = new Date(Date.now() + days * dayMs)
  return Number.isNaN(at.getTime()) ? '' : at.toISOString()
}

/** The models that a token is limited to; none named is no limit. */
function chosen(models: string[]): string[] | null {
  return models.length > 0 ? models : null
}
