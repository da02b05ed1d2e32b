import 'server-only'
import { cookies, headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { cache } from 'react'
import type { Ctx } from '@/lib/actor'
import { type Arrival, contextFromSession } from '@/lib/context'
import { paths } from '@/lib/paths'
import { webArrival } from '@/lib/sessions/arrival'
import { sessionCookieName } from '@/lib/sessions/cookie'
import { load } from './load'

/** The signed-in caller of this request, or null; looked up once, however many components ask. */
export const currentCtx = cache(async (): Promise<Ctx | null> => {
  const secret = (await cookies()).get(sessionCookieName())?.value
  const from = await arrival()
  const ctx = secret ? await load(() => contextFromSession(secret, from)) : null
  // Who belongs nowhere any more has nothing to see.
  return ctx && ctx.memberships.length > 0 ? ctx : null
})

/** The signed-in caller; anyone else goes to sign in first and then to `returnTo`. */
export async function requireCtx(returnTo?: string): Promise<Ctx> {
  return (await currentCtx()) ?? redirect(paths.signIn(returnTo))
}

/** What is known of this request before anyone is recognized. */
export async function arrival(): Promise<Arrival> {
  return webArrival(await headers())
}
