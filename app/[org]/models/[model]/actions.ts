'use server'

import { refresh } from 'next/cache'
import { redirect } from 'next/navigation'
import { formAction } from '@/app/form-action'
import { text } from '@/lib/action'
import { createComment } from '@/lib/comments/create'
import { paths } from '@/lib/paths'

/** Says something about a model, or one version of it, and leads to what was said. */
export const say = formAction(
  createComment,
  (form, about: { org: string; model: string; version?: number }) => ({
    ...about,
    body: text(form, 'body'),
  }),
  ({ id, model, version }, { org }): undefined => {
    refresh()
    redirect(paths.discussion(org, model, version, { comment: id }))
  },
)
