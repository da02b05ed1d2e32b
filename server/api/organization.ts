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

export const organizationRoutes = list
