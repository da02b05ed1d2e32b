'use server'

import { refresh } from 'next/cache'
import { redirect } from 'next/navigation'
import { formAction } from '@/app/form-action'
import { restoreDataset } from '@/lib/datasets/life'
import { restoreModel } from '@/lib/models/life'
import { paths } from '@/lib/paths'
import { restoreProject } from '@/lib/projects/life'
import { restoreVersion } from '@/lib/versions/life'

/** A thing of the list; it is led to once it is back. */
interface Thing {
  org: string
  slug: string
  version: number | null
}

export const bringModel = formAction(
  restoreModel,
  (_, { org, slug }: Thing) => ({ org, model: slug }),
  (_, { org, slug }) => shown(paths.model(org, slug)),
)

export const bringVersion = formAction(
  restoreVersion,
  (_, { org, slug, version }: Thing) => ({ org, model: slug, version: version ?? 0 }),
  (_, { org, slug, version }) => shown(paths.version(org, slug, version ?? 0)),
)

export const bringProject = formAction(
  restoreProject,
  (_, { org, slug }: Thing) => ({ org, project: slug }),
  (_, { org, slug }) => shown(paths.project(org, slug)),
)

/** A dataset has no page of its own: it leaves the list. */
export const bringDataset = formAction(restoreDataset, (_, { org, slug }: Thing) => ({
  org,
  dataset: slug,
}))

function shown(path: string): never {
  refresh()
  redirect(path)
}
