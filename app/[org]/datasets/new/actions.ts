'use server'

import { redirect } from 'next/navigation'
import { formAction } from '@/app/form-action'
import { prefixed, text, words } from '@/lib/action'
import { createDataset } from '@/lib/datasets/create'
import { paths } from '@/lib/paths'

/** Makes a dataset, then shows it. Each project that it belongs to is a field `project.<slug>`. */
export const create = formAction(
  createDataset,
  (form, { org }: { org: string }) => ({
    org,
    slug: text(form, 'slug').trim(),
    description: text(form, 'description'),
    tags: words(form, 'tags'),
    projects: prefixed(form, 'project.').map(([slug]) => slug),
  }),
  ({ slug }, { org }): undefined => redirect(paths.dataset(org, slug)),
)
