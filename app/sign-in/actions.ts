'use server'

import { cookies } from 'next/headers'
import { redirect } from 'next/navigation'
import { systemContext } from '@/lib/context'
import { publicOrigin } from '@/lib/env'
import { firstRun } from '@/lib/organizations/create'
import { paths } from '@/lib/paths'
import { sessionCookie, sessionCookieName } from '@/lib/sessions/cookie'
import { safeReturnTo } from '@/lib/sessions/return-to'
import { endSession, type NewSession } from '@/lib/sessions/session'
import { signIn } from '@/lib/sessions/sign-in'
import { slugFrom } from '@/lib/uri'
import { arrival } from '../session'
import type { FormState } from './form-state'
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

async function remember({ secret, expiresAt }: NewSession): Promise<void> {
  const jar = await cookies()
  jar.set(sessionCookie(secret, expiresAt))
}

function text(form: FormData, field: string): string {
  const value = form.get(field)
  return typeof value === 'string' ? value : ''
}
