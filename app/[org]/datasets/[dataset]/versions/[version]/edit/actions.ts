'use server'

import { redirect } from 'next/navigation'
import { formAction } from '@/app/form-action'
import { text, words } from '@/lib/action'
import type { DatasetVersionRef } from '@/lib/datasets/find'
import { updateDatasetVersion } from '@/lib/datasets/update'
import { paths } from '@/lib/paths'
import { propertiesOf } from '@/lib/properties/form'

/** Edits what is said about a version, whose files never change, then shows it. */
export const edit = formAction(
  updateDatasetVersion,
  (form, ref: DatasetVersionRef) => ({
    ...ref,
    description: text(form, 'description'),
    tags: words(form, 'tags'),
    properties: propertiesOf(form),
  }),
  (_, { org, dataset, version }): undefined =>
    redirect(paths.datasetVersion(org, dataset, version)),
)
