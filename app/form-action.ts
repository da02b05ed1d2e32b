import { refresh } from 'next/cache'
import { headers } from 'next/headers'
import { formActions } from '@/lib/action'
import { safeReturnTo } from '@/lib/sessions/return-to'
import { requireCtx } from './session'
import { siteUrl } from './site-url'

/**
 * `formAction(command, toInput, after?)`: a server action for `useActionState` that acts as whoever is
 * signed in. See `lib/action.ts`.
 */
export const formAction = formActions({ context, refresh })

/**
 * The same for a form that a script sends in parts: it shows their answers itself, so that the page is not
 * made anew for each.
 */
export const partAction = formActions({ context, refresh: () => undefined })

/** Who is not signed in any more comes back, after signing in, to the page that holds the form. */
async function context() {
  const from = (await headers()).get('referer')
  return requireCtx(safeReturnTo(from ?? '/', await siteUrl()))
}
