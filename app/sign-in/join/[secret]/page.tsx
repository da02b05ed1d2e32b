import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { loadIfFound } from '@/app/load'
import { currentCtx } from '@/app/session'
import { Notice } from '@/components/ui/notice'
import { Section } from '@/components/ui/section'
import { TextLink } from '@/components/ui/text-link'
import { env } from '@/lib/env'
import { joinedBy, type OpenInvitation, openInvitation } from '@/lib/invitations/queries'
import { paths } from '@/lib/paths'
import { minimumPasswordLength } from '@/lib/sessions/password'
import { failure } from '../../failure'
import { JoinAsMyself, JoinAsNew, JoinByPassword } from '../../forms'
import { SignInFrame } from '../../frame'
import { ProviderForm } from '../../provider-form'

export const metadata: Metadata = { title: 'Invitation' }

interface Props {
  params: Promise<{ secret: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export default async function JoinPage({ params, searchParams }: Props) {
  const { secret } = await params
  const { error } = await searchParams
  const ctx = await currentCtx()
  const found = await loadIfFound(() => openInvitation(secret, new Date()))
  if (!found.ok) {
    // Coming back from the provider, they have joined already.
    const joined = ctx?.actor.id ? await joinedBy(secret, ctx.actor.id) : null
    if (joined) redirect(paths.organization(joined))
    return (
      <SignInFrame title="This invitation leads nowhere" says={found.reason}>
        <TextLink href={ctx ? paths.home() : paths.signIn()}>
          {ctx ? 'To the start' : 'Sign in'}
        </TextLink>
      </SignInFrame>
    )
  }
  const { email, organization } = found.value
  const { oidc } = env()
  const message = failure(error)
  const person = ctx?.actor.kind === 'person' ? ctx.actor : null
  return (
    <SignInFrame title={`Join ${organization}`} says={<Told {...found.value} />}>
      {message && <Notice kind="error">{message}</Notice>}
      {person && <JoinAsMyself secret={secret} label={`Join as ${person.name}`} />}
      {!person && oidc && (
        <ProviderForm name={oidc.name} next={paths.join(secret)} label={`Join with ${oidc.name}`} />
      )}
      {!person && (
        <>
          {email && (
            <Section title="New here">
              <JoinAsNew secret={secret} email={email} least={minimumPasswordLength} />
            </Section>
          )}
          <Section title="I have an account on this hub">
            <JoinByPassword secret={secret} email={email} />
          </Section>
        </>
      )}
    </SignInFrame>
  )
}

function Told({ invitedBy, roles, teams, email }: OpenInvitation) {
  const given = [...roles, ...teams.map((team) => `member of ${team}`)].join(', ')
  return (
    <>
      {invitedBy} invites you as {given}.{' '}
      {email
        ? `The invitation is for ${email}.`
        : 'It names no e-mail address, so join with an account that you have.'}
    </>
  )
}
