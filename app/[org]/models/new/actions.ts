'use server'

import { redirect } from 'next/navigation'
import { formAction } from '@/app/form-action'
import { prefixed, text, words } from '@/lib/action'
import { createModel } from '@/lib/models/create'
import { accessModeOf } from '@/lib/models/view'
import { paths } from '@/lib/paths'

/** Makes a model, then shows it. Each project that it belongs to is a field `project.<slug>`. */
export const create = formAction(
  createModel,
  (form, { org }: { org: string }) => ({
    org,
    name: text(form, 'name'),
    slug: text(form, 'slug').trim() || undefined,
    description: text(form, 'description'),
    tags: words(form, 'tags'),
    projects: prefixed(form, 'project.').map(([slug]) => slug),
    accessMode: accessModeOf(text(form, 'access')),
  }),
  ({ slug }, { org }): undefined => redirect(paths.model(org, slug)),
)
