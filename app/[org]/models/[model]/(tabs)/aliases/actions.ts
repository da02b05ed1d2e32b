'use server'

import { formAction } from '@/app/form-action'
import { text } from '@/lib/action'
import { moveAlias, removeAlias } from '@/lib/aliases/move'
import type { ModelRef } from '@/lib/models/find'

/** Points an alias at a version, if it still points where it did when the form was drawn. */
export const move = formAction(moveAlias, (form, ref: ModelRef) => {
  const alias = text(form, 'alias').trim()
  return {
    ...{ ...ref, alias, version: text(form, 'version').trim(), note: text(form, 'note') },
    expected: text(form, `was.${alias}`) || null,
  }
})

/** Removes an alias, if it still points where it did when the page was drawn. */
export const remove = formAction(
  removeAlias,
  (_, ref: ModelRef & { alias: string; expected: number }) => ref,
)
