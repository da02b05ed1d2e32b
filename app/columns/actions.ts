'use server'

import { redirect } from 'next/navigation'
import { formAction } from '@/app/form-action'
import { siteUrl } from '@/app/site-url'
import { texts } from '@/lib/action'
import { keepPreference } from '@/lib/preferences/keep'
import type { PreferenceKey } from '@/lib/preferences/kinds'
import { safeReturnTo } from '@/lib/sessions/return-to'

interface Ref {
  org: string
  key: PreferenceKey
  /** The list, without columns in its address: it then has those that are kept. */
  list: string
}

/** Keeps the columns that a list has for the person who looks at it. */
export const keepColumns = formAction(
  keepPreference,
  (form, { org, key }: Ref) => ({ org, key, value: texts(form, 'kept') }),
  (_, ref) => back(ref),
)

/** Forgets them, so that the list is as it is for everyone. */
export const forgetColumns = formAction(
  keepPreference,
  (_, { org, key }: Ref) => ({ org, key, value: null }),
  (_, ref) => back(ref),
)

async function back({ list }: Ref): Promise<never> {
  redirect(safeReturnTo(list, await siteUrl()))
}
