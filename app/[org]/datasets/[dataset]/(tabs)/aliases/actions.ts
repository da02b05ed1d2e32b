'use server'

import { formAction } from '@/app/form-action'
import { text } from '@/lib/action'
import { moveDatasetAlias, removeDatasetAlias } from '@/lib/aliases/datasets'
import type { DatasetRef } from '@/lib/datasets/find'

/** Points an alias at a version; one of this name that is there moves. */
export const move = formAction(moveDatasetAlias, (form, ref: DatasetRef) => ({
  ...ref,
  alias: text(form, 'alias').trim(),
  version: text(form, 'version').trim(),
}))

export const remove = formAction(
  removeDatasetAlias,
  (_, ref: DatasetRef & { alias: string }) => ref,
)
