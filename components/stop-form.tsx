'use client'
import { ActionForm } from './action-form'
import type { FormAction } from './action-result'
import { NoteField } from './note-field'

/** Asks a run to stop, with the reason for the record. */
export function StopForm({ stop }: { stop: FormAction }) {
  return (
    <ActionForm action={stop} button="Stop the run" shown={['note']}>
      {(failure) => (
        <NoteField
          label="Reason"
          aside="optional"
          rows={2}
          hint="Kept in the record. What it logged and made so far stays."
          defaultValue={failure?.values?.note}
          error={failure?.fields?.note}
        />
      )}
    </ActionForm>
  )
}
