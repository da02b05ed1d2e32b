'use server'

import { refresh } from 'next/cache'
import type { ActionResult } from '@/components/action-result'
import { refusalOf, text } from '@/lib/action'
import type { Ctx } from '@/lib/actor'
import { changePassword } from '@/lib/members/password'
import { renameMyself } from '@/lib/members/rename'
import { paths } from '@/lib/paths'
import { revokeOtherSessions, revokeSession } from '@/lib/sessions/session'
import { revokeToken as revoke } from '@/lib/tokens/revoke'
import { formAction } from '../form-action'
import { requireCtx } from '../session'

/** Changes the caller's own password. */
export const change = formAction(changePassword, (form) => ({
  current: text(form, 'current-password'),
  next: text(form, 'new-password'),
}))

/** Changes the caller's own name. */
export const rename = formAction(renameMyself, (form) => ({ name: text(form, 'name') }))

/** Ends a token of the caller's, in whichever organization. */
export const revokeToken = formAction(revoke, (_, ref: { org: string; id: string }) => ref)

/** Ends all of the caller's sessions but this one. */
export async function endOtherSessions(
  _: ActionResult | null,
  form: FormData,
): Promise<ActionResult> {
  return ofSessions(form, revokeOtherSessions)
}

/** Ends one of the caller's other sessions. */
export async function endSession(
  id: string,
  _: ActionResult | null,
  form: FormData,
): Promise<ActionResult> {
  return ofSessions(form, (ctx) => revokeSession(ctx, id))
}

async function ofSessions(
  form: FormData,
  end: (ctx: Ctx) => Promise<unknown>,
): Promise<ActionResult> {
  const ctx = await requireCtx(paths.me())
  try {
    await end(ctx)
    return { ok: true, value: undefined }
  } catch (error) {
    return refusalOf(error, form)
  } finally {
    refresh()
  }
}
