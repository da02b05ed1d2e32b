'use client'
import { ActionForm } from './action-form'
import type { FormAction } from './action-result'
import { Field } from './ui/field'

/** Keeps the search that is shown under a name. */
export function SaveViewForm({ save }: { save: FormAction }) {
  return (
    <ActionForm action={save} button="Save" saved="Kept for you." shown={['name']}>
      {(failure) => (
        <Field
          label="Name of the search that is shown"
          hint="Only you see it. Under a name that you have already, it takes the place of that."
          name="name"
          maxLength={80}
          defaultValue={failure?.values?.name}
          error={failure?.fields?.name}
        />
      )}
    </ActionForm>
  )
}

/** Gives a view another name. */
export function RenameViewForm({ name, rename }: { name: string; rename: FormAction }) {
  return (
    <ActionForm action={rename} button="Rename" shown={['to']}>
      {(failure) => (
        <Field
          label={`New name of ${name}`}
          name="to"
          maxLength={80}
          defaultValue={failure?.values?.to ?? name}
          error={failure?.fields?.to}
        />
      )}
    </ActionForm>
  )
}
