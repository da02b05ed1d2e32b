'use server'

import { refresh } from 'next/cache'
import { redirect } from 'next/navigation'
import { formAction } from '@/app/form-action'
import { text } from '@/lib/action'
import { deleteComment } from '@/lib/comments/delete'
import { updateComment } from '@/lib/comments/update'
import { paths } from '@/lib/paths'

interface About {
  org: string
  id: string
  model: string
  version: number | null
}

/** Changes what a comment says, and leads back to where it stands. */
export const edit = formAction(
  updateComment,
  (form, { org, id }: About) => ({
    org,
    id,
    body: text(form, 'body'),
    expected: text(form, 'expected'),
  }),
  (_, about) => leave(about),
)

/** Deletes a comment, and leads to the trace of it. */
export const remove = formAction(
  deleteComment,
  (_, { org, id }: About) => ({ org, id }),
  (_, about) => leave(about),
)

function leave({ org, id, model, version }: About): never {
  refresh()
  redirect(paths.discussion(org, model, version, { comment: id }))
}
