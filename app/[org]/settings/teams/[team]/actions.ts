'use server'

import { redirect } from 'next/navigation'
import { formAction } from '@/app/form-action'
import { text } from '@/lib/action'
import { grantOrganization } from '@/lib/grants/grant'
import { revokeOrganization } from '@/lib/grants/revoke'
import { roleOf } from '@/lib/grants/view'
import { paths } from '@/lib/paths'
import type { TeamRef } from '@/lib/teams/find'
import { addTeamMember, removeTeamMember } from '@/lib/teams/members'
import { removeTeam } from '@/lib/teams/remove'
import { updateTeam } from '@/lib/teams/update'

export const edit = formAction(updateTeam, (form, ref: TeamRef) => ({
  ...ref,
  name: text(form, 'name'),
  description: text(form, 'description'),
}))

export const add = formAction(addTeamMember, (form, ref: TeamRef) => ({
  ...ref,
  person: text(form, 'person'),
}))

export const takeOut = formAction(removeTeamMember, (_, ref: TeamRef & { id: string }) => ref)

/** Gives the team a role in the organization as a whole. */
export const grant = formAction(grantOrganization, (form, { org, team }: TeamRef) => ({
  org,
  team,
  role: roleOf(text(form, 'role')),
}))

export const revoke = formAction(revokeOrganization, (_, ref: { org: string; id: string }) => ref)

export const remove = formAction(
  removeTeam,
  (_, ref: TeamRef) => ref,
  (_, { org }): undefined => redirect(paths.teams(org)),
)
