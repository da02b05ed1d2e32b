'use client'
import { type ReactNode, useActionState } from 'react'
import type { FormAction } from './action-result'
import { FormFailure } from './form-failure'
import { Button } from './ui/button'
import { useFailureFocus } from './use-failure-focus'

interface PressFormProps {
  action: FormAction
  children: ReactNode
  /** Said to those who hear the page, where the button shows less. */
  label?: string
  /** Where there is nothing to do. */
  off?: boolean
}

/** One button that does something which can be undone, and why not if it was refused. */
export function PressForm({ action, children, label, off = false }: PressFormProps) {
  const [result, submit, busy] = useActionState(action, null)
  const form = useFailureFocus(result)
  return (
    <form ref={form} action={submit} className="flex min-w-0 flex-col gap-2">
      <Button
        busy={busy}
        aria-label={label}
        aria-disabled={off || undefined}
        type={off ? 'button' : 'submit'}
        className={off ? 'opacity-40' : undefined}
      >
        {children}
      </Button>
      <FormFailure failure={result && !result.ok ? result : null} shown={[]} />
    </form>
  )
}
