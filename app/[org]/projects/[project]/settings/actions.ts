'use server'

import { redirect } from 'next/navigation'
import { formAction } from '@/app/form-action'
import { text } from '@/lib/action'
import { grantProject } from '@/lib/grants/grant'
import { revokeProject } from '@/lib/grants/revoke'
import { grantableOf, holderSent } from '@/lib/grants/view'
import { deleteFields, lifeFields } from '@/lib/life/form'
import { paths } from '@/lib/paths'
import type { ProjectRef } from '@/lib/projects/find'
import { archiveProject, deleteProject } from '@/lib/projects/life'
import { updateProject } from '@/lib/projects/update'

/** Changes what a project is called; with another slug, its settings stand elsewhere. */
export const edit = formAction(
  updateProject,
  (form, ref: ProjectRef) => ({
    ...ref,
    name: text(form, 'name'),
    slug: text(form, 'slug').trim(),
    description: text(form, 'description'),
  }),
  ({ slug }, { org, project }): undefined =>
    slug === project ? undefined : redirect(paths.projectSettings(org, slug)),
)

export const grant = formAction(grantProject, (form, ref: ProjectRef) => ({
  ...ref,
  ...holderSent(text(form, 'holder')),
  role: grantableOf(text(form, 'role')),
}))

export const revoke = formAction(revokeProject, (_, ref: ProjectRef & { id: string }) => ref)

export const archive = formAction(archiveProject, (form, ref: ProjectRef) => ({
  ...ref,
  ...lifeFields(form),
}))

export const remove = formAction(
  deleteProject,
  (form, ref: ProjectRef) => ({ ...ref, ...deleteFields(form, ref.project) }),
  (_, { org }): undefined => redirect(paths.projects(org)),
)
