import { command } from '../command'
import { refuseLastAdmin } from './admins'
import { lockMember, MemberRef } from './find'
import { setRoles } from './grants'
import { viewMember } from './queries'
import { Roles } from './view'

/** Sets a member's roles in the organization as a whole. The last admin stays one: conflict. */
export const updateMember = command({
  action: 'member.update',
  input: MemberRef.extend({ roles: Roles }),
  load: (tx, input, ctx) => lockMember(tx, ctx, input),

  async run({ tx, subject: member, input, ctx }) {
    const { key, roles: before } = member
    const roles = await setRoles(tx, ctx, key, input.roles)
    if (before.includes('admin')) await refuseLastAdmin(tx, member)
    const result = await viewMember(tx, key)
    return { result, change: { before: { roles: before }, after: { roles } } }
  },
})
