'use client'
import { type ReactNode, useActionState } from 'react'
import type { Failure, FormAction } from './action-result'
import { FormFailure } from './form-failure'
import { Button, ButtonLink } from './ui/button'
import { Notice } from './ui/notice'
import { useFailureFocus } from './use-failure-focus'

interface ActionFormProps {
  action: FormAction
  /** The word on the button, which is the plain one unless the page is for this alone. */
  button: string
  kind?: 'primary' | 'quiet'
  /** Where it can be left for. */
  cancelHref?: string
  /** Said in place once it is done, unless that leads elsewhere. */
  saved?: string
  /** For forms that hold long texts. */
  wide?: boolean
  /** The fields that say themselves what is wrong with them. */
  shown: readonly string[]
  children: (failure: Failure | null) => ReactNode
}

/** A few fields that are sent together, one button, and the answer. Works as a plain form before hydration. */
export function ActionForm(props: ActionFormProps) {
  const { action, button, kind = 'quiet', cancelHref, saved, wide, shown, children } = props
  const [result, submit, busy] = useActionState(action, null)
  const failure = result && !result.ok ? result : null
  const form = useFailureFocus(result)
  return (
    <form
      // A refused form comes back as it was sent.
      key={JSON.stringify(failure)}
      ref={form}
      action={submit}
      noValidate
      className={`flex flex-col ${wide ? 'max-w-3xl gap-5' : 'max-w-xl gap-4'}`}
    >
      <FormFailure failure={failure} shown={shown} />
      {children(failure)}
      <div className="flex flex-wrap items-center gap-2">
        <Button kind={kind} busy={busy}>
          {button}
        </Button>
        {cancelHref && <ButtonLink href={cancelHref}>Cancel</ButtonLink>}
        {saved && (
          <div role="status" className="min-w-0 flex-1 empty:hidden">
            {result?.ok && <Notice kind="done">{saved}</Notice>}
          </div>
        )}
      </div>
    </form>
  )
}
