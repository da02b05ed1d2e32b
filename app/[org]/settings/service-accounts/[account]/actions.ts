'use server'

import { redirect } from 'next/navigation'
import { formAction } from '@/app/form-action'
import { text, words } from '@/lib/action'
import { grantOrganization } from '@/lib/grants/grant'
import { revokeOrganization } from '@/lib/grants/revoke'
import { roleOf } from '@/lib/grants/view'
import { paths } from '@/lib/paths'
import { disableServiceAccount } from '@/lib/service-accounts/disable'
import type { ServiceAccountRef } from '@/lib/service-accounts/find'
import { createServiceAccountToken, offeredScopes } from '@/lib/service-accounts/token'
import { updateServiceAccount } from '@/lib/service-accounts/update'
import { chosen, later } from '@/lib/tokens/form'
import { revokeToken } from '@/lib/tokens/revoke'

export const edit = formAction(updateServiceAccount, (form, ref: ServiceAccountRef) => ({
  ...ref,
  name: text(form, 'name'),
  description: text(form, 'description'),
}))

export const handOver = formAction(updateServiceAccount, (form, ref: ServiceAccountRef) => ({
  ...ref,
  owner: text(form, 'owner'),
}))

/** Gives it a role in the organization as a whole. */
export const grant = formAction(grantOrganization, (form, { org, account }: ServiceAccountRef) => ({
  org,
  serviceAccount: account,
  role: roleOf(text(form, 'role')),
}))

export const revoke = formAction(revokeOrganization, (_, ref: { org: string; id: string }) => ref)

/** Makes a token of it; the answer holds its secret, this once. */
export const createToken = formAction(
  createServiceAccountToken,
  (form, ref: ServiceAccountRef) => ({
    ...ref,
    name: text(form, 'name'),
    scopes: offeredScopes.filter((scope) => text(form, scope) === 'yes'),
    expiresAt: later(Number(text(form, 'days'))),
    models: chosen(words(form, 'models')),
  }),
  (token) => token,
)

export const endToken = formAction(revokeToken, (_, ref: { org: string; id: string }) => ref)

export const disable = formAction(
  disableServiceAccount,
  (_, ref: ServiceAccountRef) => ref,
  (_, { org }): undefined => redirect(paths.serviceAccounts(org)),
)
