'use client'
import { useActionState } from 'react'
import type { FormAction } from '../action-result'
import { FormFailure } from '../form-failure'
import { NoteField } from '../note-field'
import { Button } from '../ui/button'
import { FieldError } from '../ui/field'
import { ChevronIcon } from '../ui/icons'
import { Option } from '../ui/option'
import { useFailureFocus } from '../use-failure-focus'

interface StopFormProps {
  name: string
  /** What serves now, by name and URI. */
  variants: readonly { name: string; uri: string; weight: number }[]
  /** Reads the boxes `version` and `note`. */
  stop: FormAction
}

/** Takes versions out of a split, or all of them: asked for first, done on the second press. Needs no script. */
export function StopServingForm({ name, variants, stop }: StopFormProps) {
  const [result, submit, busy] = useActionState(stop, null)
  const failure = result && !result.ok ? result : null
  const form = useFailureFocus(result)
  const problem = failure?.fields?.versions
  return (
    <form
      key={JSON.stringify(failure)}
      ref={form}
      action={submit}
      noValidate
      className="flex max-w-xl min-w-0 flex-col gap-2"
    >
      <FormFailure failure={failure} shown={['versions', 'note']} />
      <details open={failure ? true : undefined} className="group/details">
        <summary className="inline-flex min-h-6 items-center gap-1 rounded-sm text-rejected pointer-coarse:min-h-11">
          <ChevronIcon className="transition-transform duration-100 group-open/details:rotate-90" />
          Stop serving<span className="sr-only"> in {name}</span>
        </summary>
        <div className="flex flex-col items-start gap-3 py-2">
          <p>
            What is left shares the traffic in its proportions. With nothing left, it serves
            nothing, and applications fall back to their own default.
          </p>
          <fieldset className="flex min-w-0 flex-col gap-2">
            <legend className="mb-1 font-strong">What stops</legend>
            {variants.map((variant) => (
              <Option
                key={variant.name}
                type="checkbox"
                name="version"
                value={variant.uri}
                label={variant.name}
                says={`${variant.uri}, ${variant.weight} %`}
                defaultChecked={!failure && variants.length === 1}
              />
            ))}
            {problem && (
              <div tabIndex={-1} data-failure="" className="outline-none">
                <FieldError id="stop-problem">{problem}</FieldError>
              </div>
            )}
          </fieldset>
          <div className="w-full">
            <NoteField
              label="Why"
              aside="optional"
              rows={2}
              defaultValue={failure?.values?.note}
              error={failure?.fields?.note}
            />
          </div>
          <Button kind="danger" busy={busy}>
            Stop serving these
          </Button>
        </div>
      </details>
    </form>
  )
}
