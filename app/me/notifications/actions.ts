'use server'

import { env } from '@/lib/env'
import { kinds, waysOf } from '@/lib/notifications/kinds'
import { keepPreference } from '@/lib/preferences/keep'
import { getPreferences } from '@/lib/preferences/queries'
import { formAction } from '../../form-action'

/** Keeps by which ways the caller is told of what in an organization. */
export const choose = formAction(keepPreference, async (form, { org }: { org: string }, ctx) => {
  const { notifications = {} } = await getPreferences(ctx, { org })
  const kept = waysOf(notifications)
  // Where no mails are sent the form does not ask for them, and what was chosen stays.
  const mails = env().smtp !== null
  const value = kinds.map((kind) => {
    const mail = mails ? form.has(`${kind}.mail`) : kept[kind].mail
    return [kind, { inbox: form.has(`${kind}.inbox`), mail }]
  })
  return { org, key: 'notifications' as const, value: Object.fromEntries(value) }
})
