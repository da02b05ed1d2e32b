import { addMember } from '@/lib/members/add'
import { eraseMember } from '@/lib/members/erase'
import { listMembers } from '@/lib/members/queries'
import { removeMember } from '@/lib/members/remove'
import { makePasswordLink, PasswordLink } from '@/lib/members/reset'
import { SignedOut, signOutMember } from '@/lib/members/sign-out'
import { updateMember } from '@/lib/members/update'
import { Member, NewMember } from '@/lib/members/view'
import { pageOf } from '@/lib/view'
import { routes } from './router'

const { list, get, post, act, patch, remove } = routes()

get('/:org/members', listMembers, { summary: 'List members', answer: pageOf(Member) })
post('/:org/members', addMember, { summary: 'Add a member', answer: NewMember, secret: true })
patch('/:org/members/:id', updateMember, { summary: 'Set a member’s roles', answer: Member })
post('/:org/members/:id/password-link', makePasswordLink, {
  summary: 'Make a link for a member’s new password',
  answer: PasswordLink,
  secret: true,
})
remove('/:org/members/:id', removeMember, { summary: 'Remove a member' })
act('/:org/members/:id/sign-out', signOutMember, {
  summary: 'End all sessions of a member',
  answer: SignedOut,
})
act('/:org/members/:id/erase', eraseMember, {
  summary: 'Erase what is known of someone who was removed; what they did stays on record',
})

export const memberRoutes = list
