'use client'
import { ActionForm } from '../action-form'
import type { FormAction } from '../action-result'
import { MemberField, type MemberOption } from '../member-field'

interface TeamMemberFormProps {
  /** Reads `person` from the form. */
  add: FormAction
  members: readonly MemberOption[]
}

/** A member of the organization who is to be in a team. */
export function TeamMemberForm({ add, members }: TeamMemberFormProps) {
  return (
    <ActionForm
      action={add}
      button="Put into the team"
      saved="They hold the roles of the team from now on."
      shown={['person']}
    >
      {(failure) => (
        <MemberField
          label="Member"
          name="person"
          members={members}
          hint="E-mail address"
          defaultValue={failure?.values?.person}
          error={failure?.fields?.person}
        />
      )}
    </ActionForm>
  )
}
