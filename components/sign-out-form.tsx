'use client'
import { useActionState } from 'react'
import { plural } from '@/lib/format'
import type { FormAction } from './action-result'
import { FormFailure } from './form-failure'
import { Button } from './ui/button'
import { Notice } from './ui/notice'

interface SignOutFormProps {
  /** Answers how many sessions ended. */
  signOut: FormAction<number>
  name: string
}

/** Ends all sessions of a member, who may sign in again. */
export function SignOutForm({ signOut, name }: SignOutFormProps) {
  const [result, submit, busy] = useActionState(signOut, null)
  return (
    <form action={submit} className="flex flex-col items-start gap-2">
      <FormFailure failure={result && !result.ok ? result : null} shown={[]} />
      <Button busy={busy}>Sign out everywhere</Button>
      <p className="text-ink-2">
        Ends every session of {name} at once, for instance of a lost machine. Tokens go on.
      </p>
      <div role="status" className="empty:hidden">
        {result?.ok && <Notice kind="done">{said(result.value)}</Notice>}
      </div>
    </form>
  )
}

function said(sessions: number): string {
  return sessions === 0 ? 'There was no session.' : `${plural(sessions, 'session')} ended.`
}
