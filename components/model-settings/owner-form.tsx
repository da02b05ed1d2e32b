'use client'
import { ActionForm } from '../action-form'
import type { FormAction } from '../action-result'
import { MemberField, type MemberOption } from '../member-field'

interface OwnerFormProps {
  owner: string
  members: readonly MemberOption[]
  /** Reads `owner` from the form. */
  save: FormAction
}

/** Whom to ask about a model, to be handed on. */
export function OwnerForm({ owner, members, save }: OwnerFormProps) {
  return (
    <ActionForm action={save} button="Hand over" saved="Handed over." shown={['owner']}>
      {(failure) => (
        <>
          <p>
            Owned by <strong className="font-strong wrap-anywhere">{owner}</strong>
          </p>
          <MemberField
            label="New owner"
            name="owner"
            members={members}
            hint="E-mail address of a member, who becomes maintainer too. The owner before keeps that role until it is revoked."
            defaultValue={failure?.values?.owner}
            error={failure?.fields?.owner}
          />
        </>
      )}
    </ActionForm>
  )
}
