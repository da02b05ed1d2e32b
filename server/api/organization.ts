import { z } from 'zod'
import { mayDoInOrganization } from '@/lib/access-report/may'
import { MayDo, Who } from '@/lib/access-report/view'
import { whoMayInOrganization } from '@/lib/access-report/who'
import { find } from '@/lib/find/find'
import { Found } from '@/lib/find/view'
import { grantOrganization } from '@/lib/grants/grant'
import { listOrganizationAccess } from '@/lib/grants/queries'
import { revokeOrganization } from '@/lib/grants/revoke'
import { Access, Grant } from '@/lib/grants/view'
import { getOrganization } from '@/lib/organizations/queries'
import { updateOrganization } from '@/lib/organizations/update'
import { Organization } from '@/lib/organizations/view'
import { pageOf } from '@/lib/view'
import { routes } from './router'

const { list, get, post, patch, remove } = routes()

get('/:org/organization', getOrganization, {
  summary: 'Get the organization',
  answer: Organization,
})
patch('/:org/organization', updateOrganization, {
  summary: 'Edit the organization',
  answer: Organization,
})
get('/:org/access', listOrganizationAccess, {
  summary: 'List who has a role in the organization as a whole',
  answer: pageOf(Access),
})
post('/:org/access', grantOrganization, {
  summary: 'Give a team or a service account a role in the organization',
  answer: Grant,
})
remove('/:org/access/:id', revokeOrganization, {
  summary: 'Take a role in the organization back from a team or a service account',
})
get('/:org/access/who', whoMayInOrganization, {
  summary: 'Who may do something in the organization as a whole, and through what',
  answer: Who,
})
get('/:org/access/may', mayDoInOrganization, {
  summary: 'What a member may do in the organization as a whole, and through what',
  answer: MayDo,
})
get('/:org/find', find, {
  summary: 'Find anything by its name',
  answer: z.object({ items: z.array(Found) }),
})

export const organizationRoutes = list
