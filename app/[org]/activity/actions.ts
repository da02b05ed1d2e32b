'use server'

import { formAction } from '@/app/form-action'
import { text } from '@/lib/action'
import { verifyActivity } from '@/lib/activity/verify'
import { removeView, renameView, saveView } from '@/lib/activity/views'

interface Ref {
  org: string
}

/** Keeps the search that is shown under a name. */
export const save = formAction(saveView, (form, { org, query }: Ref & { query: string }) => ({
  org,
  query,
  name: text(form, 'name'),
}))

export const rename = formAction(renameView, (form, { org, name }: Ref & { name: string }) => ({
  org,
  name,
  to: text(form, 'to'),
}))

export const remove = formAction(removeView, (_, { org, name }: Ref & { name: string }) => ({
  org,
  name,
}))

/** Checks the whole log, and answers what was found. */
export const verify = formAction(
  verifyActivity,
  (_, { org }: Ref) => ({ org }),
  ({ ok, size, events, head, published, checkedAt, problems, notes }) => ({
    ...{ ok, size, events, head, published, checkedAt, notes },
    problems: problems.map(({ index, event, message }) => ({ index, event, message })),
  }),
)
