'use client'
import { ActionForm } from '../action-form'
import type { FormAction } from '../action-result'
import { MemberField, type MemberOption } from '../member-field'

interface HandAccountOverProps {
  /** Reads `owner` from the form. */
  save: FormAction
  members: readonly MemberOption[]
}

/** Somebody else who is to answer for a service account. */
export function HandAccountOver({ save, members }: HandAccountOverProps) {
  return (
    <ActionForm action={save} button="Hand over" saved="Handed over." shown={['owner']}>
      {(failure) => (
        <MemberField
          label="Who answers for it from now on"
          name="owner"
          members={members}
          hint="E-mail address of a member. Its tokens stop working; they make new ones."
          defaultValue={failure?.values?.owner}
          error={failure?.fields?.owner}
        />
      )}
    </ActionForm>
  )
}
