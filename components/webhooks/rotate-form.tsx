'use client'
import { useActionState } from 'react'
import type { WebhookSecret } from '@/lib/webhooks/view'
import type { FormAction } from '../action-result'
import { FormFailure } from '../form-failure'
import { Button } from '../ui/button'
import { useFailureFocus } from '../use-failure-focus'
import { SecretHandOver } from './secret-hand-over'

interface RotateFormProps {
  rotate: FormAction<WebhookSecret>
  doneHref: string
}

/** Gives a webhook another secret, which is then shown once. */
export function RotateForm({ rotate, doneHref }: RotateFormProps) {
  const [result, submit, busy] = useActionState(rotate, null)
  const form = useFailureFocus(result)
  if (result?.ok)
    return (
      <SecretHandOver
        title="There is a new secret"
        secret={result.value.secret}
        doneHref={doneHref}
      />
    )
  return (
    <form ref={form} action={submit} className="flex flex-col items-start gap-2">
      <FormFailure failure={result} shown={[]} />
      <p className="max-w-[68ch] text-ink-2">
        For a day messages are signed with the old one as well, so that the receiver has time to
        change over.
      </p>
      <Button busy={busy}>Rotate the secret</Button>
    </form>
  )
}
