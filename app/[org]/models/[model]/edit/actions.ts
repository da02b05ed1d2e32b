'use server'

import { redirect } from 'next/navigation'
import { formAction } from '@/app/form-action'
import { text, words } from '@/lib/action'
import type { ModelRef } from '@/lib/models/find'
import { updateModel } from '@/lib/models/update'
import { paths } from '@/lib/paths'

/** Edits a model's name, tags and card, then shows the model. */
export const editModel = formAction(
  updateModel,
  (form, ref: ModelRef) => ({
    ...ref,
    name: text(form, 'name'),
    description: text(form, 'description'),
    tags: words(form, 'tags'),
  }),
  ({ slug }, { org }): undefined => redirect(paths.model(org, slug)),
)
