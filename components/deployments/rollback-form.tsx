'use client'
import { useActionState } from 'react'
import type { FormAction } from '../action-result'
import { FormFailure } from '../form-failure'
import { NoteField } from '../note-field'
import { Button } from '../ui/button'
import { ChevronIcon } from '../ui/icons'
import { useFailureFocus } from '../use-failure-focus'

interface RollbackFormProps {
  /** The revision that is repeated. */
  to: number
  /** Reads `note`. */
  rollback: FormAction
  /** Whether it is the one thing that the page is for. */
  primary?: boolean
}

/** One press puts an earlier split in force again, with a note for who wants to leave one. Needs no script. */
export function RollbackForm({ to, rollback, primary = false }: RollbackFormProps) {
  const [result, submit, busy] = useActionState(rollback, null)
  const failure = result && !result.ok ? result : null
  const form = useFailureFocus(result)
  return (
    <form
      // A refused form comes back as it was sent.
      key={JSON.stringify(failure)}
      ref={form}
      action={submit}
      noValidate
      aria-label={`Roll back to #${to}`}
      className="flex max-w-xl min-w-0 flex-col gap-2"
    >
      <FormFailure failure={failure} shown={['note']} />
      <div className="flex flex-wrap items-start gap-x-4 gap-y-1">
        <Button kind={primary ? 'primary' : 'quiet'} busy={busy}>
          Roll back to #{to}
        </Button>
        <details
          open={failure?.fields?.note ? true : undefined}
          className="group/details min-w-0 flex-1 basis-56"
        >
          <summary className="inline-flex min-h-8 items-center gap-1 rounded-sm text-ink-2 hover:text-ink pointer-coarse:min-h-11">
            <ChevronIcon className="transition-transform duration-100 group-open/details:rotate-90" />
            Say why<span className="sr-only"> you roll back to #{to}</span>
          </summary>
          <NoteField
            label="Note"
            aside="optional"
            rows={2}
            defaultValue={failure?.values?.note}
            error={failure?.fields?.note}
          />
        </details>
      </div>
    </form>
  )
}
