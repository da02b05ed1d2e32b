'use client'
import { useActionState } from 'react'
import type { NewMember } from '@/lib/members/view'
import type { FormAction } from './action-result'
import { FormFailure } from './form-failure'
import { HandOver } from './hand-over'
import { rolesSent } from './role-choices'
import { RoleFields } from './role-fields'
import { Button, ButtonLink } from './ui/button'
import { Field } from './ui/field'
import { useFailureFocus } from './use-failure-focus'

interface MemberFormProps {
  /** Reads `email`, `name`, `step`, `approver` and `auditor` from the form. */
  add: FormAction<NewMember>
  /** Where the new member signs in. */
  signInUrl: string
  doneHref: string
}

/** Someone new: who they are, what they may do, and then what to hand over to them. */
export function MemberForm({ add, signInUrl, doneHref }: MemberFormProps) {
  const [result, submit, busy] = useActionState(add, null)
  const form = useFailureFocus(result)
  if (result?.ok) return <Added member={result.value} signInUrl={signInUrl} doneHref={doneHref} />
  const { fields = {}, values = { step: 'reader' } } = result ?? {}
  return (
    <form
      // A refused form comes back as it was sent.
      key={JSON.stringify(result)}
      ref={form}
      action={submit}
      noValidate
      className="flex max-w-xl flex-col gap-5"
    >
      <FormFailure failure={result} shown={['email', 'name', 'roles']} />
      <Field
        label="E-mail"
        name="email"
        type="email"
        autoComplete="off"
        required
        defaultValue={values.email}
        error={fields.email}
      />
      <Field
        label="Name"
        name="name"
        autoComplete="off"
        hint="Needed for someone new to this hub. Who is here already keeps theirs."
        defaultValue={values.name}
        error={fields.name}
      />
      <RoleFields held={rolesSent(values)} error={fields.roles} />
      <div className="flex gap-2">
        <Button kind="primary" busy={busy}>
          Add member
        </Button>
        <ButtonLink href={doneHref}>Cancel</ButtonLink>
      </div>
    </form>
  )
}

interface AddedProps extends Pick<MemberFormProps, 'signInUrl' | 'doneHref'> {
  member: NewMember
}

function Added({ member, signInUrl, doneHref }: AddedProps) {
  const { name, email, initialPassword } = member
  return (
    <HandOver
      title={`${name} is a member now`}
      {...(initialPassword
        ? {
            secret: initialPassword,
            what: 'the password',
            says: `Hand this password over to ${name}. It is shown here once and kept nowhere; it can be changed under Account after signing in.`,
          }
        : { says: `${name} has an account on this hub and signs in as before.` })}
      doneHref={doneHref}
    >
      <p>
        Sign in at <code className="font-mono">{signInUrl}</code> as{' '}
        <code className="font-mono">{email}</code>
      </p>
    </HandOver>
  )
}
