'use client'
import type { Member } from '@/lib/members/view'
import { ActionForm } from './action-form'
import type { FormAction } from './action-result'
import { rolesSent } from './role-choices'
import { RoleFields } from './role-fields'

interface MemberRolesFormProps {
  member: Pick<Member, 'roles'>
  /** Reads `step`, `approver` and `auditor` from the form. */
  update: FormAction
  cancelHref: string
}

/** What a member may do, to be changed. */
export function MemberRolesForm({ member, update, cancelHref }: MemberRolesFormProps) {
  return (
    <ActionForm
      action={update}
      button="Save roles"
      kind="primary"
      cancelHref={cancelHref}
      shown={['roles']}
    >
      {(failure) => (
        <RoleFields
          held={failure?.values ? rolesSent(failure.values) : member.roles}
          error={failure?.fields?.roles}
        />
      )}
    </ActionForm>
  )
}
