'use server'

import { refresh } from 'next/cache'
import type { ActionResult } from '@/components/action-result'
import { refusalOf, text } from '@/lib/action'
import { changePassword } from '@/lib/members/password'
import { paths } from '@/lib/paths'
import { revokeSession } from '@/lib/sessions/session'
import { formAction } from '../form-action'
import { requireCtx } from '../session'

/** Changes the caller's own password. */
export const change = formAction(changePassword, (form) => ({
  current: text(form, 'current-password'),
  next: text(form, 'new-password'),
}))

/** Ends one of the caller's other sessions. */
export async function endSession(
  id: string,
  _: ActionResult | null,
  form: FormData,
): Promise<ActionResult> {
  const ctx = await requireCtx(paths.me())
  try {
    await revokeSession(ctx, id)
    return { ok: true }
  } catch (error) {
    return refusalOf(error, form)
  } finally {
    refresh()
  }
}
