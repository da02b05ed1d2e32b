'use client'
import type { GrantableRole } from '@/lib/grants/view'
import { ActionForm } from './action-form'
import type { FormAction } from './action-result'
import { MemberField, type MemberOption } from './member-field'
import { Select } from './ui/field'

const roles: readonly { value: GrantableRole; label: string }[] = [
  { value: 'reader', label: 'reader – reads' },
  { value: 'contributor', label: 'contributor – also registers and edits' },
  { value: 'maintainer', label: 'maintainer – also settings and aliases' },
  { value: 'approver', label: 'approver – approves and rejects' },
]

interface GrantFormProps {
  /** Reads `person` and `role` from the form. */
  grant: FormAction
  members: readonly MemberOption[]
}

/** Someone who is to have a role here. */
export function GrantForm({ grant, members }: GrantFormProps) {
  return (
    <ActionForm
      action={grant}
      button="Give role"
      saved="Given. It holds from now on."
      shown={['person', 'role']}
    >
      {(failure) => (
        <div className="grid items-start gap-4 sm:grid-cols-2">
          <MemberField
            label="Member"
            name="person"
            members={members}
            hint="E-mail address"
            defaultValue={failure?.values?.person}
            error={failure?.fields?.person}
          />
          <Select
            label="Role"
            name="role"
            options={roles}
            hint="Approvers are chosen by admins"
            defaultValue={failure?.values?.role ?? 'reader'}
            error={failure?.fields?.role}
          />
        </div>
      )}
    </ActionForm>
  )
}
