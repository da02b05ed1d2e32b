import { HeldRoles, listRolesOfServiceAccount } from '@/lib/grants/of-holder'
import { createServiceAccount } from '@/lib/service-accounts/create'
import { disableServiceAccount } from '@/lib/service-accounts/disable'
import { getServiceAccount, listServiceAccounts } from '@/lib/service-accounts/queries'
import { createServiceAccountToken } from '@/lib/service-accounts/token'
import { updateServiceAccount } from '@/lib/service-accounts/update'
import { ServiceAccount } from '@/lib/service-accounts/view'
import { NewToken } from '@/lib/tokens/view'
import { pageOf } from '@/lib/view'
import { routes } from './router'

const { list, get, post, patch, remove } = routes()
const of = '/:org/service-accounts/:account'

get('/:org/service-accounts', listServiceAccounts, {
  summary: 'List service accounts',
  answer: pageOf(ServiceAccount),
})
post('/:org/service-accounts', createServiceAccount, {
  summary: 'Create a service account',
  answer: ServiceAccount,
})
get(of, getServiceAccount, { summary: 'Get a service account', answer: ServiceAccount })
patch(of, updateServiceAccount, {
  summary: 'Edit a service account, or hand it over',
  answer: ServiceAccount,
})
remove(of, disableServiceAccount, {
  summary: 'Disable a service account for good; its tokens stop working at once',
})
get(`${of}/roles`, listRolesOfServiceAccount, {
  summary: 'List the roles of a service account',
  answer: HeldRoles,
})
post(`${of}/tokens`, createServiceAccountToken, {
  summary: 'Make a token of a service account',
  answer: NewToken,
  secret: true,
})

export const serviceAccountRoutes = list
