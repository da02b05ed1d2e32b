'use client'
import { type ReactNode, useActionState } from 'react'
import type { FormAction } from './action-result'
import { FormFailure } from './form-failure'
import { Button } from './ui/button'
import { ChevronIcon } from './ui/icons'
import { useFailureFocus } from './use-failure-focus'

interface ConfirmFormProps {
  action: FormAction
  /** What opens it: "Revoke". */
  label: string
  /** Said with the label to those who hear the page: which one. */
  of: string
  /** What will follow. */
  warning: ReactNode
  /** The word on the button that does it. */
  confirm: string
}

/** Something that cannot be taken back: asked for first, done on the second press. Needs no script. */
export function ConfirmForm({ action, label, of, warning, confirm }: ConfirmFormProps) {
  const [result, submit, busy] = useActionState(action, null)
  const form = useFailureFocus(result)
  return (
    <form ref={form} action={submit} className="flex min-w-0 flex-col gap-2">
      <FormFailure failure={result && !result.ok ? result : null} shown={[]} />
      <details className="group/details">
        <summary className="inline-flex min-h-6 items-center gap-1 rounded-sm text-rejected pointer-coarse:min-h-11">
          <ChevronIcon className="transition-transform duration-100 group-open/details:rotate-90" />
          {label}
          <span className="sr-only"> {of}</span>
        </summary>
        <div className="flex flex-col items-start gap-2 py-2">
          <div>{warning}</div>
          <Button kind="danger" busy={busy}>
            {confirm}
          </Button>
        </div>
      </details>
    </form>
  )
}
