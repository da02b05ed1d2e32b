'use client'
import { ActionForm } from '../action-form'
import type { FormAction } from '../action-result'
import { NoteField } from '../note-field'

interface OverrideFormProps {
  version: number
  /** Reads `note` from the form. */
  override: FormAction
}

/** An admin's way past the policy: says what gives way, asks why, and is seen everywhere afterwards. */
export function OverrideForm({ version, override }: OverrideFormProps) {
  return (
    <ActionForm action={override} button="Approve by override" shown={['note']}>
      {(failure) => (
        <>
          <p>
            The number of approvals, the gates and the required evidence give way. v{version} is
            marked “Approved by override” wherever it is shown, and the log keeps your reason. Who
            made it still cannot approve it.
          </p>
          <NoteField
            label="Reason"
            aside="required"
            rows={3}
            defaultValue={failure?.values?.note}
            error={failure?.fields?.note}
          />
        </>
      )}
    </ActionForm>
  )
}
