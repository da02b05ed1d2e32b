'use client'
import { useActionState } from 'react'
import type { FormAction } from './action-result'
import { FormFailure } from './form-failure'
import { tagError } from './tag-error'
import { Button, ButtonLink } from './ui/button'
import { Field, Textarea } from './ui/field'
import { useFailureFocus } from './use-failure-focus'

interface VersionNoteFormProps {
  note: string
  tags: readonly string[]
  edit: FormAction
  cancelHref: string
}

/** The note and the tags of a version, to be edited. */
export function VersionNoteForm({ note, tags, edit, cancelHref }: VersionNoteFormProps) {
  const [result, submit, busy] = useActionState(edit, null)
  const failure = result && !result.ok ? result : null
  const form = useFailureFocus(result)
  const values = failure?.values ?? { note, tags: tags.join(' ') }
  return (
    // A refused form comes back as it was sent.
    <form
      key={JSON.stringify(failure)}
      ref={form}
      id="note"
      action={submit}
      className="flex scroll-mt-40 flex-col gap-4"
    >
      <FormFailure failure={failure} shown={Object.keys(failure?.fields ?? {})} />
      <Textarea
        label="Note"
        name="note"
        rows={5}
        maxLength={10_000}
        defaultValue={values.note}
        error={failure?.fields?.note}
      />
      <Field
        label="Tags"
        name="tags"
        hint="Separated by spaces or commas."
        defaultValue={values.tags}
        error={failure?.fields && tagError(failure.fields)}
        autoCapitalize="none"
        spellCheck={false}
      />
      <div className="flex gap-2">
        <Button kind="primary" busy={busy}>
          Save
        </Button>
        <ButtonLink href={cancelHref}>Cancel</ButtonLink>
      </div>
    </form>
  )
}
