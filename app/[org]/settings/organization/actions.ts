'use server'

import { formAction } from '@/app/form-action'
import { text } from '@/lib/action'
import { updateOrganization } from '@/lib/organizations/update'

/** Changes an organization's name and whether four eyes decide. */
export const save = formAction(updateOrganization, (form, { org }: { org: string }) => ({
  org,
  name: text(form, 'name'),
  fourEyes: text(form, 'fourEyes') === 'yes',
}))
