import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { TextLink } from '@/components/ui/text-link'
import { Wordmark } from '@/components/wordmark'
import { publicOrigin } from '@/lib/env'
import { organizationExists } from '@/lib/organizations/create'
import { paths } from '@/lib/paths'
import { minimumPasswordLength } from '@/lib/sessions/password'
import { safeReturnTo } from '@/lib/sessions/return-to'
import { currentCtx } from '../session'
import { FirstRunForm } from './first-run-form'
import { SignInForm } from './sign-in-form'

export const metadata: Metadata = { title: 'Sign in' }

type Search = Record<string, string | string[] | undefined>

export default async function SignInPage({ searchParams }: { searchParams: Promise<Search> }) {
  const { next, callbackUrl, error } = await searchParams
  const returnTo = safeReturnTo(next ?? callbackUrl, publicOrigin())
  if (await currentCtx()) redirect(returnTo)
  const ready = await organizationExists()
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-sm flex-col gap-8 px-4 pt-[12vh] pb-16">
      <Wordmark />
      <header className="flex flex-col gap-1">
        <h1 className="text-title">{ready ? 'Sign in' : 'Set up this hub'}</h1>
        <p className="text-prose text-ink-2">
          {ready
            ? 'No account yet? An admin of your organization adds you.'
            : 'You are the first to visit. Name your organization; you become its admin and first approver.'}
        </p>
      </header>
      {ready ? (
        <SignInForm next={returnTo} message={failure(error)} />
      ) : (
        <FirstRunForm minimumPasswordLength={minimumPasswordLength} />
      )}
      <p className="mt-auto text-ink-2">
        For programs: <TextLink href={paths.apiReference()}>API reference</TextLink>
      </p>
    </main>
  )
}

/** A sentence of ours for the codes that come by address; the address itself is never shown. */
function failure(code: string | string[] | undefined): string | null {
  if (code === undefined) return null
  if (code === 'CredentialsSignin') return 'The e-mail address or the password is not right.'
  if (code === 'rate_limited') return 'Too many attempts failed. Try again in a few minutes.'
  return 'Signing in did not work. Try again.'
}
