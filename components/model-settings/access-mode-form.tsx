'use client'
import { AccessModeOptions } from '../access-mode-options'
import { ActionForm } from '../action-form'
import type { FormAction } from '../action-result'

interface AccessModeFormProps {
  restricted: boolean
  /** Reads `access` from the form. */
  save: FormAction
}

export function AccessModeForm({ restricted, save }: AccessModeFormProps) {
  return (
    <ActionForm action={save} button="Save access mode" saved="Saved." shown={[]}>
      {(failure) => {
        const sent = failure?.values?.access
        return <AccessModeOptions restricted={sent ? sent === 'restricted' : restricted} />
      }}
    </ActionForm>
  )
}
