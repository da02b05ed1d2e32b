import type { Metadata } from 'next'
import { loadIfFound } from '@/app/load'
import { TextLink } from '@/components/ui/text-link'
import { openPasswordLink } from '@/lib/members/reset'
import { paths } from '@/lib/paths'
import { minimumPasswordLength } from '@/lib/sessions/password'
import { ResetForm } from '../../forms'
import { SignInFrame } from '../../frame'

export const metadata: Metadata = { title: 'New password' }

export default async function ResetPage({ params }: { params: Promise<{ secret: string }> }) {
  const { secret } = await params
  const found = await loadIfFound(() => openPasswordLink(secret, new Date()))
  if (!found.ok)
    return (
      <SignInFrame title="This link leads nowhere" says={found.reason}>
        <TextLink href={paths.signIn()}>Sign in</TextLink>
      </SignInFrame>
    )
  const { name, email } = found.value
  return (
    <SignInFrame
      title="Set a new password"
      says={`For ${name} (${email}). You are signed out everywhere then; your tokens go on working.`}
    >
      <ResetForm secret={secret} email={email} least={minimumPasswordLength} />
    </SignInFrame>
  )
}
