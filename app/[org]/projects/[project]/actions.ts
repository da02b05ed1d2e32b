'use server'

import { formAction } from '@/app/form-action'
import { lifeFields } from '@/lib/life/form'
import type { ProjectRef } from '@/lib/projects/find'
import { restoreProject } from '@/lib/projects/life'

/** Brings an archived project back: every page of it says so. */
export const restore = formAction(restoreProject, (form, ref: ProjectRef) => ({
  ...ref,
  ...lifeFields(form),
}))
