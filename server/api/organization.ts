import { z } from 'zod'
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
get('/:org/find', find, {
  summary: 'Find anything by its name',
  answer: z.object({ items: z.array(Found) }),
})

export const organizationRoutes = list
