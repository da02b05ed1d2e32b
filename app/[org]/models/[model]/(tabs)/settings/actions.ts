'use server'

import { redirect } from 'next/navigation'
import { formAction } from '@/app/form-action'
import { prefixed, text } from '@/lib/action'
import { grantModel } from '@/lib/grants/grant'
import { revokeModel } from '@/lib/grants/revoke'
import { grantableOf, holderSent } from '@/lib/grants/view'
import { deleteFields, lifeFields } from '@/lib/life/form'
import type { ModelRef } from '@/lib/models/find'
import { archiveModel, deleteModel } from '@/lib/models/life'
import { updateModel } from '@/lib/models/update'
import { accessModeOf } from '@/lib/models/view'
import { paths } from '@/lib/paths'

/** Gives a model another name or slug; with another slug, its settings stand elsewhere. */
export const rename = formAction(
  updateModel,
  (form, ref: ModelRef) => ({ ...ref, name: text(form, 'name'), slug: text(form, 'slug').trim() }),
  ({ slug }, { org, model }): undefined =>
    slug === model ? undefined : redirect(paths.modelSettings(org, slug)),
)

export const setAccessMode = formAction(updateModel, (form, ref: ModelRef) => ({
  ...ref,
  accessMode: accessModeOf(text(form, 'access')),
}))

/** Each project that the model is to belong to is a field `project.<slug>`. */
export const setProjects = formAction(updateModel, (form, ref: ModelRef) => ({
  ...ref,
  projects: prefixed(form, 'project.').map(([slug]) => slug),
}))

export const setOwner = formAction(updateModel, (form, ref: ModelRef) => ({
  ...ref,
  owner: text(form, 'owner'),
}))

export const grant = formAction(grantModel, (form, ref: ModelRef) => ({
  ...ref,
  ...holderSent(text(form, 'holder')),
  role: grantableOf(text(form, 'role')),
}))

export const revoke = formAction(revokeModel, (_, ref: ModelRef & { id: string }) => ref)

export const archive = formAction(archiveModel, (form, ref: ModelRef) => ({
  ...ref,
  ...lifeFields(form),
}))

export const remove = formAction(
  deleteModel,
  (form, ref: ModelRef) => ({ ...ref, ...deleteFields(form, ref.model) }),
  (_, { org }): undefined => redirect(paths.models(org)),
)
