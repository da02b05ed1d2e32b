'use client'

import { type ReactNode, useActionState } from 'react'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { confirm, join, setPassword } from './actions'
import { type FormState, untouched } from './form-state'
import { Refusal } from './refusal'
import { useRefusalFocus } from './use-refusal-focus'

interface PlainFormProps {
  action: (state: FormState, form: FormData) => Promise<FormState>
  hidden: Record<string, string>
  button: string
  kind?: 'primary' | 'quiet'
  children?: (state: FormState) => ReactNode
}

function PlainForm({ action: send, hidden, button, kind = 'primary', children }: PlainFormProps) {
  const [state, action, busy] = useActionState(send, untouched)
  const form = useRefusalFocus(state)
  return (
    <form ref={form} action={action} noValidate className="flex flex-col gap-4">
      <Refusal message={state.message} />
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {children?.(state)}
      <Button kind={kind} busy={busy} className="h-9 w-full">
        {button}
      </Button>
    </form>
  )
}

/** The password of who is signed in, once more. */
export function ConfirmPasswordForm({ next, email }: { next: string; email: string }) {
  return (
    <PlainForm action={confirm} hidden={{ next }} button="Confirm">
      {({ fields }) => (
        <>
          <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
          <Field
            label="Password"
            name="password"
            type="password"
            autoComplete="current-password"
            required
            error={fields.password}
          />
        </>
      )}
    </PlainForm>
  )
}

/** A new password, by a link. */
export function ResetForm({
  secret,
  email,
  least,
}: {
  secret: string
  email: string
  least: number
}) {
  return (
    <PlainForm action={setPassword} hidden={{ secret }} button="Set the password">
      {({ fields }) => (
        <>
          <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
          <Field
            label="New password"
            name="password"
            type="password"
            autoComplete="new-password"
            hint={`At least ${least} characters.`}
            required
            error={fields.password}
          />
        </>
      )}
    </PlainForm>
  )
}

interface JoinProps {
  secret: string
  /** The only address that may join; null: any. */
  email: string | null
}

/** One press for who is signed in. */
export function JoinAsMyself({ secret, label }: { secret: string; label: string }) {
  return <PlainForm action={join} hidden={{ secret, how: 'myself' }} button={label} />
}

/** An account that somebody has here. */
export function JoinByPassword({ secret, email }: JoinProps) {
  return (
    <PlainForm
      action={join}
      hidden={{ secret, how: 'account' }}
      button="Join with this account"
      kind="quiet"
    >
      {({ fields, values }) => (
        <>
          <EmailField value={values.email ?? email ?? ''} error={fields.email} />
          <Field
            label="Password"
            name="password"
            type="password"
            autoComplete="current-password"
            required
            error={fields.password}
          />
        </>
      )}
    </PlainForm>
  )
}

/** Someone new here. */
export function JoinAsNew({ secret, email, least }: JoinProps & { least: number }) {
  return (
    <PlainForm action={join} hidden={{ secret, how: 'new' }} button="Join">
      {({ fields, values }) => (
        <>
          <EmailField value={values.email ?? email ?? ''} error={fields.email} />
          <Field
            label="Your name"
            name="name"
            autoComplete="name"
            required
            defaultValue={values.name}
            error={fields.name}
          />
          <Field
            label="New password"
            name="password"
            type="password"
            autoComplete="new-password"
            hint={`At least ${least} characters.`}
            required
            error={fields.password}
          />
        </>
      )}
    </PlainForm>
  )
}

function EmailField({ value, error }: { value: string; error: string | undefined }) {
  return (
    <Field
      label="E-mail"
      name="email"
      type="email"
      autoComplete="username"
      required
      defaultValue={value}
      error={error}
    />
  )
}
