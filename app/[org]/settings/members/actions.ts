'use server'

import { refresh } from 'next/cache'
import { redirect } from 'next/navigation'
import { formAction } from '@/app/form-action'
import { siteUrl } from '@/app/site-url'
import { rolesSent } from '@/components/role-choices'
import { text } from '@/lib/action'
import { addMember } from '@/lib/members/add'
import { eraseMember } from '@/lib/members/erase'
import { removeMember } from '@/lib/members/remove'
import { makePasswordLink } from '@/lib/members/reset'
import { signOutMember } from '@/lib/members/sign-out'
import { updateMember } from '@/lib/members/update'
import { paths } from '@/lib/paths'

interface Ref {
  org: string
  id: string
}

/** Adds a member; the answer holds the password of someone new, this once. */
export const add = formAction(
  addMember,
  (form, { org }: { org: string }) => ({
    org,
    email: text(form, 'email'),
    // Who is here already needs none.
    name: text(form, 'name').trim() || undefined,
    roles: roles(form),
  }),
  (member) => member,
)

/** Sets what a member may do. */
export const update = formAction(
  updateMember,
  (form, ref: Ref) => ({ ...ref, roles: roles(form) }),
  ({ id }, { org }) => listed(`${paths.members(org)}#member-${id}`),
)

/** Makes a link for a member's new password; the answer holds it, this once. */
export const makeLink = formAction(
  makePasswordLink,
  (_, ref: Ref) => ref,
  async ({ secret }) => ({ link: `${await siteUrl()}${paths.resetPassword(secret)}` }),
)

/** Ends a membership. */
export const remove = formAction(
  removeMember,
  (_, ref: Ref) => ref,
  (_, { org }) => listed(paths.members(org)),
)

/** Ends all sessions of a member; answers how many there were. */
export const signOut = formAction(
  signOutMember,
  (_, ref: Ref) => ref,
  ({ sessions }) => sessions,
)

/** Takes what is known of someone who was removed out of the hub. */
export const erase = formAction(eraseMember, (_, ref: Ref) => ref)

/** Leads back to the list, so that loading the page again sends nothing again. */
function listed(address: string): never {
  refresh()
  redirect(address)
}

function roles(form: FormData) {
  const [step, approver, auditor] = ['step', 'approver', 'auditor'].map((name) => text(form, name))
  return rolesSent({ step, approver, auditor })
}
