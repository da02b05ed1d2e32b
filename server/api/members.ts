import { addMember } from '@/lib/members/add'
import { listMembers } from '@/lib/members/queries'
import { removeMember } from '@/lib/members/remove'
import { makePasswordLink, PasswordLink } from '@/lib/members/reset'
import { updateMember } from '@/lib/members/update'
import { Member, NewMember } from '@/lib/members/view'
import { pageOf } from '@/lib/view'
import { routes } from './router'

const { list, get, post, patch, remove } = routes()

get('/:org/members', listMembers, { summary: 'List members', answer: pageOf(Member) })
post('/:org/members', addMember, { summary: 'Add a member', answer: NewMember, secret: true })
patch('/:org/members/:id', updateMember, { summary: 'Set a member’s roles', answer: Member })
post('/:org/members/:id/password-link', makePasswordLink, {
  summary: 'Make a link for a member’s new password',
  answer: PasswordLink,
  secret: true,
})
remove('/:org/members/:id', removeMember, { summary: 'Remove a member' })

export const memberRoutes = list
