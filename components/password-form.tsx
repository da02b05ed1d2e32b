'use client'
import { useActionState } from 'react'
import type { FormAction } from './action-result'
import { FormFailure } from './form-failure'
import { Button } from './ui/button'
import { Field } from './ui/field'
import { Notice } from './ui/notice'
import { useFailureFocus } from './use-failure-focus'

interface PasswordFormProps {
  /** Reads `current-password` and `new-password` from the form. */
  change: FormAction
  /** For password managers, which keep a password with its name. */
  email: string
  /** Fewest characters of a password. */
  least: number
}

/** One's own password, to be changed by who knows it. */
export function PasswordForm({ change, email, least }: PasswordFormProps) {
  const [result, submit, busy] = useActionState(change, null)
  const form = useFailureFocus(result)
  const failure = result && !result.ok ? result : null
  return (
    <form ref={form} action={submit} noValidate className="flex max-w-sm flex-col gap-4">
      <div role="status" className="empty:hidden">
        {result?.ok && (
          <Notice kind="done">Your password is changed. Your other sessions have ended.</Notice>
        )}
      </div>
      <FormFailure failure={failure} shown={['current', 'next']} />
      <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
      <Field
        label="Present password"
        name="current-password"
        type="password"
        autoComplete="current-password"
        required
        error={failure?.fields?.current}
      />
      <Field
        label="New password"
        name="new-password"
        type="password"
        autoComplete="new-password"
        hint={`At least ${least} characters.`}
        required
        error={failure?.fields?.next}
      />
      <Button busy={busy}>Change password</Button>
    </form>
  )
}
