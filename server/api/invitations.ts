import { createInvitation } from '@/lib/invitations/create'
import { listInvitations } from '@/lib/invitations/queries'
import { revokeInvitation } from '@/lib/invitations/revoke'
import { Invitation, NewInvitation } from '@/lib/invitations/view'
import { pageOf } from '@/lib/view'
import { routes } from './router'

const { list, get, post, remove } = routes()

get('/:org/invitations', listInvitations, {
  summary: 'List invitations',
  answer: pageOf(Invitation),
})
post('/:org/invitations', createInvitation, {
  summary: 'Invite someone by a link',
  answer: NewInvitation,
  secret: true,
})
remove('/:org/invitations/:id', revokeInvitation, { summary: 'Take an invitation back' })

export const invitationRoutes = list
