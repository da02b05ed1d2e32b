'use client'

import { useActionState } from 'react'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { signInByPassword } from './actions'
import type { FormState } from './form-state'
import { Refusal } from './refusal'
import { useRefusalFocus } from './use-refusal-focus'

/** E-mail and password. `next` is the path to go to; `message` says why the last way in failed. */
export function SignInForm({ next, message }: { next: string; message: string | null }) {
  const start: FormState = { message, fields: {}, values: { next } }
  const [state, action, busy] = useActionState(signInByPassword, start)
  const form = useRefusalFocus(state)
  const { fields, values } = state
  return (
    <form ref={form} action={action} noValidate className="flex flex-col gap-4">
      <Refusal message={state.message} />
      <Field
        label="E-mail"
        name="email"
        type="email"
        autoComplete="username"
        required
        defaultValue={values.email}
        error={fields.email}
      />
      <Field
        label="Password"
        name="password"
        type="password"
        autoComplete="current-password"
        required
        error={fields.password}
      />
      <input type="hidden" name="next" value={values.next ?? ''} />
      <Button kind="primary" busy={busy} className="h-9 w-full">
        Sign in
      </Button>
    </form>
  )
}
