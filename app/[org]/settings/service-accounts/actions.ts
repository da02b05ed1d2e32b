'use server'

import { redirect } from 'next/navigation'
import { formAction } from '@/app/form-action'
import { text } from '@/lib/action'
import { paths } from '@/lib/paths'
import { createServiceAccount } from '@/lib/service-accounts/create'

/** Makes a service account, and leads to it, where it gets roles and tokens. */
export const create = formAction(
  createServiceAccount,
  (form, { org }: { org: string }) => ({
    org,
    name: text(form, 'name'),
    slug: text(form, 'slug').trim() || undefined,
    owner: text(form, 'owner'),
    description: text(form, 'description'),
  }),
  ({ slug }, { org }): undefined => redirect(paths.serviceAccount(org, slug)),
)
