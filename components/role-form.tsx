'use client'
import type { Role } from '@/lib/actor'
import { ActionForm } from './action-form'
import type { FormAction } from './action-result'
import { Select } from './ui/field'

interface RoleFormProps {
  /** Reads `role` from the form. */
  grant: FormAction
  roles: readonly { role: Role; says: string }[]
}

/** A role in the organization as a whole, for a team or a service account. */
export function RoleForm({ grant, roles }: RoleFormProps) {
  return (
    <ActionForm
      action={grant}
      button="Give role"
      saved="Given. It holds from now on."
      shown={['role']}
    >
      {(failure) => (
        <Select
          label="Role in the organization"
          name="role"
          options={roles.map(({ role, says }) => ({ value: role, label: `${role} – ${says}` }))}
          hint="Roles on one model or project are given in its settings."
          defaultValue={failure?.values?.role ?? 'reader'}
          error={failure?.fields?.role}
        />
      )}
    </ActionForm>
  )
}
