'use server'

import { redirect } from 'next/navigation'
import { formAction } from '@/app/form-action'
import { prefixed, text, words } from '@/lib/action'
import { setFields } from '@/lib/fields/set'
import type { ModelRef } from '@/lib/models/find'
import { updateModel } from '@/lib/models/update'
import { paths } from '@/lib/paths'

/** Edits a model's name and tags, then shows the model. */
export const editModel = formAction(
  updateModel,
  (form, ref: ModelRef) => ({ ...ref, name: text(form, 'name'), tags: words(form, 'tags') }),
  ({ slug }, { org }): undefined => redirect(paths.model(org, slug)),
)

/** Says what is true of a model in the fields of its organization; an empty one is taken back. */
export const saveFields = formAction(setFields, (form, ref: ModelRef) => ({
  ...Object.fromEntries(
    prefixed(form, 'field.').map(([key, value]) => [key, value.trim() || null]),
  ),
  ...ref,
}))
