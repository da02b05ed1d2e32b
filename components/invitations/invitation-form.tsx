'use client'
import { useActionState } from 'react'
import type { NewInvitation } from '@/lib/invitations/view'
import type { FormAction } from '../action-result'
import { FormFailure } from '../form-failure'
import { HandOver } from '../hand-over'
import { rolesSent } from '../role-choices'
import { RoleFields } from '../role-fields'
import { errorOf, TeamsField } from '../teams-field'
import { Button, ButtonLink } from '../ui/button'
import { Field, Select } from '../ui/field'
import { useFailureFocus } from '../use-failure-focus'

const lifetimes = ['1', '3', '7', '14', '30'].map((days) => {
  return { value: days, label: days === '1' ? '1 day' : `${days} days` }
})

interface InvitationFormProps {
  /** Reads `email`, the roles, `teams` and `days` from the form. */
  create: FormAction<NewInvitation & { link: string }>
  doneHref: string
}

/** A new invitation: for whom, as what, for how long; then its link, once. */
export function InvitationForm({ create, doneHref }: InvitationFormProps) {
  const [result, submit, busy] = useActionState(create, null)
  const form = useFailureFocus(result)
  if (result?.ok) {
    const { email, link } = result.value
    return (
      <HandOver
        title="The invitation is made"
        says={`Send this link to ${email ?? 'whom you invite'}. It is good for one person, and shown here once.`}
        secret={link}
        what="the link"
        doneHref={doneHref}
      />
    )
  }
  const { fields = {}, values = { step: 'reader', days: '7' } } = result ?? {}
  return (
    <form
      // A refused form comes back as it was sent.
      key={JSON.stringify(result)}
      ref={form}
      action={submit}
      noValidate
      className="flex max-w-xl flex-col gap-5"
    >
      <FormFailure failure={result} shown={['email', 'roles', 'teams', 'days']} />
      <Field
        label="E-mail"
        aside="optional"
        name="email"
        type="email"
        hint="Only someone of this address may join, and may make an account. Left out: whoever has the link and an account."
        autoComplete="off"
        defaultValue={values.email}
        error={fields.email}
      />
      <RoleFields held={rolesSent(values)} error={errorOf(fields, 'roles')} />
      <TeamsField value={values.teams} error={errorOf(fields, 'teams')} />
      <Select
        label="Good for"
        name="days"
        options={lifetimes}
        defaultValue={values.days}
        error={fields.days}
      />
      <div className="flex gap-2">
        <Button kind="primary" busy={busy}>
          Make the link
        </Button>
        <ButtonLink href={doneHref}>Cancel</ButtonLink>
      </div>
    </form>
  )
}
