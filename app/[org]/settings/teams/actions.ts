'use server'

import { redirect } from 'next/navigation'
import { formAction } from '@/app/form-action'
import { text } from '@/lib/action'
import { paths } from '@/lib/paths'
import { createTeam } from '@/lib/teams/create'

/** Makes a team, and leads to it, where people are put in. */
export const create = formAction(
  createTeam,
  (form, { org }: { org: string }) => ({
    org,
    name: text(form, 'name'),
    slug: text(form, 'slug').trim() || undefined,
    description: text(form, 'description'),
  }),
  ({ slug }, { org }): undefined => redirect(paths.team(org, slug)),
)
