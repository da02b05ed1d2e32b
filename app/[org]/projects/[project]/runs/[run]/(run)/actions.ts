'use server'

import { refresh } from 'next/cache'
import { redirect } from 'next/navigation'
import { formAction } from '@/app/form-action'
import { text, words } from '@/lib/action'
import { paths } from '@/lib/paths'
import { stopRun } from '@/lib/runs/stop'
import { updateRun } from '@/lib/runs/update'

interface Ref {
  org: string
  project: string
  run: number
}

/** Asks a run to stop. */
export const stop = formAction(stopRun, (form, ref: Ref) => ({ ...ref, note: text(form, 'note') }))

/** Sets the tags of a run. */
export const tag = formAction(
  updateRun,
  (form, ref: Ref) => ({ ...ref, tags: words(form, 'tags') }),
  (_, { org, project, run }) => {
    refresh()
    redirect(paths.run(org, project, run))
  },
)
