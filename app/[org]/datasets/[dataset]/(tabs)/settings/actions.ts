'use server'

import { redirect } from 'next/navigation'
import { formAction } from '@/app/form-action'
import { prefixed } from '@/lib/action'
import type { DatasetRef } from '@/lib/datasets/find'
import { archiveDataset, deleteDataset } from '@/lib/datasets/life'
import { updateDataset } from '@/lib/datasets/update'
import { deleteFields, lifeFields } from '@/lib/life/form'
import { paths } from '@/lib/paths'

/** Each project that the dataset is to belong to is a field `project.<slug>`. */
export const setProjects = formAction(updateDataset, (form, ref: DatasetRef) => ({
  ...ref,
  projects: prefixed(form, 'project.').map(([slug]) => slug),
}))

export const archive = formAction(archiveDataset, (form, ref: DatasetRef) => ({
  ...ref,
  ...lifeFields(form),
}))

export const remove = formAction(
  deleteDataset,
  (form, ref: DatasetRef) => ({ ...ref, ...deleteFields(form, ref.dataset) }),
  (_, { org }): undefined => redirect(paths.datasets(org)),
)
