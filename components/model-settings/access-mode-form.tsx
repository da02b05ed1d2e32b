'use client'
import { AccessModeOptions } from '../access-mode-options'
import type { FormAction } from '../action-result'
import { SettingForm } from '../setting-form'

interface AccessModeFormProps {
  restricted: boolean
  /** Reads `access` from the form. */
  save: FormAction
}

export function AccessModeForm({ restricted, save }: AccessModeFormProps) {
  return (
    <SettingForm save={save} button="Save access mode" saved="Saved." shown={[]}>
      {(failure) => {
        const sent = failure?.values?.access
        return <AccessModeOptions restricted={sent ? sent === 'restricted' : restricted} />
      }}
    </SettingForm>
  )
}
