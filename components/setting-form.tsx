'use client'
import { type ReactNode, useActionState } from 'react'
import type { ActionResult, FormAction } from './action-result'
import { FormFailure } from './form-failure'
import { Button } from './ui/button'
import { Notice } from './ui/notice'
import { useFailureFocus } from './use-failure-focus'

/** What a refused form said, and what is wrong with it. */
export type Failure = Extract<ActionResult, { ok: false }>

interface SettingFormProps {
  save: FormAction
  button: string
  /** Said in place once it is done. */
  saved: string
  /** The fields that say themselves what is wrong with them. */
  shown: readonly string[]
  children: (failure: Failure | null) => ReactNode
}

/** A few settings that are saved together: their fields, one button, and the answer. */
export function SettingForm({ save, button, saved, shown, children }: SettingFormProps) {
  const [result, submit, busy] = useActionState(save, null)
  const failure = result && !result.ok ? result : null
  const form = useFailureFocus(result)
  return (
    <form
      // A refused form comes back as it was sent.
      key={JSON.stringify(failure)}
      ref={form}
      action={submit}
      noValidate
      className="flex max-w-xl flex-col gap-4"
    >
      <FormFailure failure={failure} shown={shown} />
      {children(failure)}
      <div className="flex flex-wrap items-center gap-3">
        <Button busy={busy}>{button}</Button>
        <div role="status" className="min-w-0 flex-1 empty:hidden">
          {result?.ok && <Notice kind="done">{saved}</Notice>}
        </div>
      </div>
    </form>
  )
}
