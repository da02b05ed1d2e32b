'use server'

import { formAction } from '@/app/form-action'
import { siteUrl } from '@/app/site-url'
import { rolesSent } from '@/components/role-choices'
import { text, words } from '@/lib/action'
import { createInvitation } from '@/lib/invitations/create'
import { revokeInvitation } from '@/lib/invitations/revoke'
import { paths } from '@/lib/paths'

/** Makes a link by which one person joins; the answer holds it, this once. */
export const create = formAction(
  createInvitation,
  (form, { org }: { org: string }) => ({
    org,
    // Left out, it is for whoever has the link.
    email: text(form, 'email').trim() || null,
    roles: rolesSent({
      step: text(form, 'step'),
      approver: text(form, 'approver'),
      auditor: text(form, 'auditor'),
    }),
    teams: words(form, 'teams'),
    days: text(form, 'days'),
  }),
  async (invitation) => ({
    ...invitation,
    link: `${await siteUrl()}${paths.join(invitation.secret)}`,
  }),
)

/** Takes an invitation back. */
export const revoke = formAction(revokeInvitation, (_, ref: { org: string; id: string }) => ref)
