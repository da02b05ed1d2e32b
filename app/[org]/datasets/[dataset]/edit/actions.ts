'use server'

import { redirect } from 'next/navigation'
import { formAction } from '@/app/form-action'
import { text, words } from '@/lib/action'
import type { DatasetRef } from '@/lib/datasets/find'
import { updateDataset } from '@/lib/datasets/update'
import { paths } from '@/lib/paths'
import { propertiesOf } from '@/lib/properties/form'

/** Edits what is said about a dataset, then shows it. */
export const edit = formAction(
  updateDataset,
  (form, ref: DatasetRef) => ({
    ...ref,
    description: text(form, 'description'),
    tags: words(form, 'tags'),
    properties: propertiesOf(form),
  }),
  (_, { org, dataset }): undefined => redirect(paths.dataset(org, dataset)),
)
