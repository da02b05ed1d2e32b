'use server'

import { formAction } from '@/app/form-action'
import { text } from '@/lib/action'
import { moveDatasetAlias } from '@/lib/aliases/datasets'
import type { DatasetVersionRef } from '@/lib/datasets/find'

/** Points an alias of the dataset at this version. */
export const point = formAction(moveDatasetAlias, (form, ref: DatasetVersionRef) => ({
  ...ref,
  alias: text(form, 'alias').trim(),
}))
