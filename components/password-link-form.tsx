'use client'
import { useActionState } from 'react'
import type { FormAction } from './action-result'
import { FormFailure } from './form-failure'
import { HandOver } from './hand-over'
import { Button } from './ui/button'
import { useFailureFocus } from './use-failure-focus'

interface PasswordLinkFormProps {
  make: FormAction<{ link: string }>
  name: string
  doneHref: string
}

/** A link by which a member sets a new password, to be handed over. */
export function PasswordLinkForm({ make, name, doneHref }: PasswordLinkFormProps) {
  const [result, submit, busy] = useActionState(make, null)
  const form = useFailureFocus(result)
  if (result?.ok)
    return (
      <HandOver
        title="The link is made"
        says={`Hand it over to ${name}. It is good for a day and for one use, and shown here once.`}
        secret={result.value.link}
        what="the link"
        doneHref={doneHref}
      />
    )
  return (
    <form ref={form} action={submit} className="flex flex-col items-start gap-2">
      <FormFailure failure={result} shown={[]} />
      <p className="text-ink-2">
        Who forgot their password sets a new one by a link. Links made before end.
      </p>
      <Button busy={busy}>Make a link for a new password</Button>
    </form>
  )
}
