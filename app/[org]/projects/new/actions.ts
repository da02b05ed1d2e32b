'use server'

import { redirect } from 'next/navigation'
import { formAction } from '@/app/form-action'
import { text } from '@/lib/action'
import { paths } from '@/lib/paths'
import { createProject } from '@/lib/projects/create'

/** Makes a project, then shows it. */
export const create = formAction(
  createProject,
  (form, { org }: { org: string }) => ({
    org,
    name: text(form, 'name'),
    slug: text(form, 'slug').trim() || undefined,
    description: text(form, 'description'),
  }),
  ({ slug }, { org }): undefined => redirect(paths.project(org, slug)),
)
