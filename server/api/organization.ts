import { z } from 'zod'
import { mayDoInOrganization } from '@/lib/access-report/may'
import { MayDo, Who } from '@/lib/access-report/view'
import { whoMayInOrganization } from '@/lib/access-report/who'
import { find } from '@/lib/find/find'
import { Found } from '@/lib/find/view'
import { getOrganization } from '@/lib/organizations/queries'
import { updateOrganization } from '@/lib/organizations/update'
import { Organization } from '@/lib/organizations/view'
import { routes } from './router'

const { list, get, patch } = routes()

get('/:org/organization', getOrganization, {
  summary: 'Get the organization',
  answer: Organization,
})
patch('/:org/organization', updateOrganization, {
  summary: 'Edit the organization',
  answer: Organization,
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
