'use server'

import { refresh } from 'next/cache'
import { redirect } from 'next/navigation'
import { formAction } from '@/app/form-action'
import { text } from '@/lib/action'
import { defineField, updateField } from '@/lib/fields/define'
import { removeField } from '@/lib/fields/remove'
import { fieldKindOf } from '@/lib/fields/view'
import { paths } from '@/lib/paths'

interface FieldRef {
  org: string
  key: string
}

/** Defines a field, or brings a removed one back. */
export const define = formAction(
  defineField,
  (form, { org }: { org: string }) => ({
    org,
    key: text(form, 'key').trim() || undefined,
    ...parts(form),
  }),
  (_, { org }) => listed(org),
)

export const update = formAction(
  updateField,
  (form, ref: FieldRef) => ({ ...ref, ...parts(form) }),
  (_, { org }) => listed(org),
)

/** Puts a field at another place among the others. */
export const place = formAction(updateField, (_, ref: FieldRef & { position: number }) => ref)

export const remove = formAction(
  removeField,
  (_, ref: FieldRef) => ref,
  (_, { org }) => listed(org),
)

/** Leads back to the list, so that loading the page again sends nothing again. */
function listed(org: string): never {
  refresh()
  redirect(paths.fields(org))
}

function parts(form: FormData) {
  const kind = fieldKindOf(text(form, 'kind'))
  const lines = text(form, 'choices').split(/\r\n?|\n/)
  return {
    label: text(form, 'label'),
    help: text(form, 'help'),
    kind,
    // What was written for another kind is no matter.
    choices: kind === 'choice' ? lines.map((line) => line.trim()).filter(Boolean) : [],
    required: form.has('required'),
  }
}
