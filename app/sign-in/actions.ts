'use server'

import { cookies } from 'next/headers'
import { redirect } from 'next/navigation'
import { systemContext } from '@/lib/context'
import { env, publicOrigin } from '@/lib/env'
import { joinAsMyself, joinAsNew, joinByPassword } from '@/lib/invitations/accept'
import { resetByLink } from '@/lib/members/reset'
import { firstRun } from '@/lib/organizations/create'
import { paths, withSearch } from '@/lib/paths'
import { confirmByPassword } from '@/lib/sessions/confirm'
import { sessionCookie, sessionCookieName } from '@/lib/sessions/cookie'
import { safeReturnTo } from '@/lib/sessions/return-to'
import { endSession, type NewSession } from '@/lib/sessions/session'
import { signIn } from '@/lib/sessions/sign-in'
import { slugFrom } from '@/lib/uri'
import { arrival, requireCtx } from '../session'
import { beginAtProvider } from './at-provider'
import { failure } from './failure'
import type { FormState, OnwardState } from './form-state'
import { refused } from './refused'

/** Signs in by e-mail and password, then goes to where the visitor was heading. */
export async function signInByPassword(_: FormState, form: FormData): Promise<FormState> {
  const email = text(form, 'email')
  const next = text(form, 'next')
  try {
    await remember(await signIn({ email, password: text(form, 'password') }, await arrival()))
  } catch (error) {
    return refused(error, { email, next })
  }
  redirect(safeReturnTo(next, publicOrigin()))
}

/** Makes the first organization and signs its admin in. */
export async function setUp(_: FormState, form: FormData): Promise<FormState> {
  const values = Object.fromEntries(
    ['organization', 'slug', 'name', 'email', 'alone'].map((field) => [field, text(form, field)]),
  )
  const { organization = '', name = '', email = '', alone = '' } = values
  const slug = values.slug || slugFrom(organization)
  const password = text(form, 'password')
  const from = await arrival()
  try {
    await firstRun(systemContext('first visit', from), {
      slug,
      name: organization,
      admin: { email, name, password },
      fourEyes: alone !== 'yes',
    })
    await remember(await signIn({ email, password }, from))
  } catch (error) {
    return refused(error, values)
  }
  redirect(paths.organization(slug))
}

/** Ends this session and returns to the sign-in page. */
export async function signOut(): Promise<void> {
  const jar = await cookies()
  const secret = jar.get(sessionCookieName())?.value
  if (secret) await endSession(secret)
  jar.delete({ ...sessionCookie('', new Date(0)), name: sessionCookieName() })
  redirect(paths.signIn())
}

/** Says where the sign-in provider takes it on from here, and that it comes back to `next`. */
export async function continueAtProvider(_: OnwardState, form: FormData): Promise<OnwardState> {
  const next = safeReturnTo(text(form, 'next'), publicOrigin())
  const onward =
    env().oidc && (await beginAtProvider({ next, fresh: text(form, 'fresh') === 'yes' }))
  return onward ? { onward, message: null } : { onward: null, message: failure('OAuthSignin') }
}

/** Takes the password once more of someone who is signed in, and goes on to what asked for it. */
export async function confirm(_: FormState, form: FormData): Promise<FormState> {
  const next = text(form, 'next')
  const ctx = await requireCtx(paths.confirm(next))
  try {
    await remember(await confirmByPassword(ctx, { password: text(form, 'password') }))
  } catch (error) {
    return refused(error, { next })
  }
  redirect(safeReturnTo(next, publicOrigin()))
}

/** Joins an organization by an invitation: as whoever is signed in, with an account, or as someone new. */
export async function join(_: FormState, form: FormData): Promise<FormState> {
  const secret = text(form, 'secret')
  const [how, email, name, password] = ['how', 'email', 'name', 'password'].map((field) =>
    text(form, field),
  ) as [string, string, string, string]
  let org: string
  try {
    if (how === 'myself')
      org = (await joinAsMyself(await requireCtx(paths.join(secret)), secret)).org
    else {
      const from = await arrival()
      const joined =
        how === 'account'
          ? await joinByPassword(from, secret, { email, password })
          : await joinAsNew(from, secret, { email, name, password })
      await remember(joined.session)
      org = joined.org
    }
  } catch (error) {
    return refused(error, { email, name })
  }
  redirect(paths.organization(org))
}

/** Sets a new password by a link that an admin handed over. */
export async function setPassword(_: FormState, form: FormData): Promise<FormState> {
  try {
    await resetByLink(await arrival(), text(form, 'secret'), { password: text(form, 'password') })
  } catch (error) {
    return refused(error, {})
  }
  redirect(withSearch(paths.signIn(), { done: 'password' }))
}

/** The session that the browser had before ends: a cookie that someone planted is worth nothing after. */
async function remember({ secret, expiresAt }: NewSession): Promise<void> {
  const jar = await cookies()
  const before = jar.get(sessionCookieName())?.value
  if (before) await endSession(before)
  jar.set(sessionCookie(secret, expiresAt))
}

function text(form: FormData, field: string): string {
  const value = form.get(field)
  return typeof value === 'string' ? value : ''
}
