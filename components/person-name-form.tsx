'use client'
import { ActionForm } from './action-form'
import type { FormAction } from './action-result'
import { Field } from './ui/field'

/** One's own name, as everybody in every organization sees it. */
export function PersonNameForm({ name, save }: { name: string; save: FormAction }) {
  return (
    <ActionForm action={save} button="Save name" saved="Saved." shown={['name']}>
      {(failure) => (
        <Field
          label="Your name"
          name="name"
          required
          maxLength={200}
          autoComplete="name"
          hint="As everybody sees it, also beside what you did before."
          defaultValue={failure?.values?.name ?? name}
          error={failure?.fields?.name}
        />
      )}
    </ActionForm>
  )
}
