import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { Notice } from '@/components/ui/notice'
import { TextLink } from '@/components/ui/text-link'
import { env, publicOrigin } from '@/lib/env'
import { organizationExists } from '@/lib/organizations/create'
import { invitationIn, paths, withSearch } from '@/lib/paths'
import { minimumPasswordLength } from '@/lib/sessions/password'
import { safeReturnTo } from '@/lib/sessions/return-to'
import { currentCtx } from '../session'
import { failure } from './failure'
import { FirstRunForm } from './first-run-form'
import { SignInFrame } from './frame'
import { ProviderForm } from './provider-form'
import { SignInForm } from './sign-in-form'

export const metadata: Metadata = { title: 'Sign in' }

type Search = Record<string, string | string[] | undefined>

export default async function SignInPage({ searchParams }: { searchParams: Promise<Search> }) {
  const { next, callbackUrl, error, done } = await searchParams
  const returnTo = safeReturnTo(next ?? callbackUrl, publicOrigin())
  // What one joins by it is told on its own page; here one would join unasked.
  const invitation = invitationIn(returnTo)
  if (invitation)
    redirect(withSearch(paths.join(invitation), { error: [error].flat().join() || undefined }))
  if (await currentCtx()) redirect(returnTo)
  const ready = await organizationExists()
  const { oidc } = env()
  return (
    <SignInFrame
      title={ready ? 'Sign in' : 'Set up this hub'}
      says={
        ready
          ? 'No account yet? An admin of your organization adds or invites you.'
          : 'You are the first to visit. Name your organization; you become its admin and first approver.'
      }
    >
      {done === 'password' && (
        <Notice kind="done">Your new password is set. Sign in with it.</Notice>
      )}
      {ready && oidc && <ProviderForm name={oidc.name} next={returnTo} />}
      {ready ? (
        <SignInForm next={returnTo} message={failure(error)} />
      ) : (
        <FirstRunForm minimumPasswordLength={minimumPasswordLength} />
      )}
      <p className="mt-auto text-ink-2">
        For programs: <TextLink href={paths.apiReference()}>API reference</TextLink>
      </p>
    </SignInFrame>
  )
}
