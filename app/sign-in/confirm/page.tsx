import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { load } from '@/app/load'
import { requireCtx } from '@/app/session'
import { Notice } from '@/components/ui/notice'
import { TextLink } from '@/components/ui/text-link'
import { isFresh } from '@/lib/access'
import { env, publicOrigin } from '@/lib/env'
import { waysIn } from '@/lib/identities/queries'
import { paths, withSearch } from '@/lib/paths'
import { safeReturnTo } from '@/lib/sessions/return-to'
import { failure } from '../failure'
import { ConfirmPasswordForm } from '../forms'
import { SignInFrame } from '../frame'
import { ProviderForm } from '../provider-form'

export const metadata: Metadata = { title: 'Confirm that it is you' }

type Search = Record<string, string | string[] | undefined>

export default async function ConfirmPage({ searchParams }: { searchParams: Promise<Search> }) {
  const { next: asked, through, error } = await searchParams
  const next = safeReturnTo(asked, publicOrigin())
  const here = paths.confirm(next)
  const ctx = await requireCtx(here)
  const { oidc } = env()
  // Back from the provider, which was to ask just now.
  if (through && isFresh(ctx, 5)) redirect(next)
  const ways = await load(() => waysIn(ctx))
  const provider = oidc && ways.providers.length > 0 ? oidc : null
  const { actor } = ctx
  const email = actor.kind === 'person' ? actor.email : ''
  return (
    <SignInFrame
      title="Confirm that it is you"
      says={`What you are about to do asks for a fresh sign-in. You are ${actor.name}.`}
    >
      {through && (
        <Notice kind="error">
          {failure(error) ?? 'The sign-in provider did not say that it asked you just now.'}
          {!error && (ways.password ? ' Use your password.' : ' Tell whoever runs the hub.')}
        </Notice>
      )}
      {ways.password && <ConfirmPasswordForm next={next} email={email} />}
      {provider && (
        <ProviderForm
          name={provider.name}
          next={withSearch(here, { through: 'provider' })}
          fresh
          label={`Confirm with ${provider.name}`}
          primary={!ways.password}
        />
      )}
      {!ways.password && !provider && (
        <Notice kind="warning">
          You have no password. Ask an admin of your organization for a link to set one.
        </Notice>
      )}
      <TextLink href={next}>Back, without confirming</TextLink>
    </SignInFrame>
  )
}
