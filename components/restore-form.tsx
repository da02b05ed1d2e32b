'use client'
import { useActionState } from 'react'
import type { Ability } from '@/lib/view'
import type { FormAction } from './action-result'
import { FormFailure } from './form-failure'
import { Button } from './ui/button'
import { useFailureFocus } from './use-failure-focus'

interface RestoreFormProps {
  restore: FormAction
  ability: Ability
  /** By `paths.why()`. */
  why: string
  /** Said with the word to those who hear the page: which one. */
  of: string
}

/** Brings one thing back; whoever may not reads why. */
export function RestoreForm({ restore, ability, why, of }: RestoreFormProps) {
  const [result, submit, busy] = useActionState(restore, null)
  const failure = result && !result.ok ? result : null
  const form = useFailureFocus(failure)
  return (
    <form ref={form} action={submit} data-screen-only="" className="flex min-w-0 flex-col gap-2">
      <FormFailure failure={failure} shown={[]} />
      <Button busy={busy} disabledReason={ability.ok ? null : ability.reason} why={why}>
        Restore<span className="sr-only"> {of}</span>
      </Button>
    </form>
  )
}
