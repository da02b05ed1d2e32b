'use client'
import type { Organization } from '@/lib/organizations/view'
import { ActionForm } from './action-form'
import type { FormAction } from './action-result'
import { NameField } from './name-fields'
import { Option } from './ui/option'

interface OrganizationFormProps {
  organization: Organization
  /** Reads `name` and `fourEyes` from the form. */
  save: FormAction
}

/** What an organization is called, and whether two people are needed. */
export function OrganizationForm({ organization, save }: OrganizationFormProps) {
  return (
    <ActionForm action={save} button="Save" saved="Saved." shown={['name']}>
      {(failure) => (
        <>
          <NameField
            autoComplete="organization"
            defaultValue={failure?.values?.name ?? organization.name}
            error={failure?.fields?.name}
          />
          <fieldset className="flex min-w-0 flex-col gap-2">
            <legend className="mb-2 font-strong">Who decides</legend>
            <Option
              type="checkbox"
              name="fourEyes"
              value="yes"
              label="Four eyes"
              says="whoever registered a version, or whose run made it, cannot approve or reject it. Switch it off only where one person works alone; the change is recorded."
              defaultChecked={failure ? failure.values?.fourEyes === 'yes' : organization.fourEyes}
            />
          </fieldset>
        </>
      )}
    </ActionForm>
  )
}
