'use server'

import { refresh } from 'next/cache'
import { redirect } from 'next/navigation'
import { formAction } from '@/app/form-action'
import { rolesSent } from '@/components/role-choices'
import { text, words } from '@/lib/action'
import { removeGroupMapping, setGroupMapping } from '@/lib/group-mappings/set'
import { paths } from '@/lib/paths'

/** Says what a group gives. */
export const save = formAction(
  setGroupMapping,
  (form, { org }: { org: string }) => ({
    org,
    group: text(form, 'group'),
    roles: rolesSent({
      step: text(form, 'step'),
      approver: text(form, 'approver'),
      auditor: text(form, 'auditor'),
    }),
    teams: words(form, 'teams'),
  }),
  (_, { org }) => listed(org),
)

/** Ends what a group gives. */
export const remove = formAction(
  removeGroupMapping,
  (_, ref: { org: string; group: string }) => ref,
  (_, { org }) => listed(org),
)

/** Leads back to the list, so that loading the page again sends nothing again. */
function listed(org: string): never {
  refresh()
  redirect(paths.groupMappings(org))
}
