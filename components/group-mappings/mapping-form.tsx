'use client'
import type { GroupMapping } from '@/lib/group-mappings/view'
import { ActionForm } from '../action-form'
import type { FormAction } from '../action-result'
import { rolesSent } from '../role-choices'
import { RoleFields } from '../role-fields'
import { errorOf, TeamsField } from '../teams-field'
import { Field } from '../ui/field'

interface MappingFormProps {
  /** Reads `group`, the roles and `teams` from the form. */
  save: FormAction
  /** The one that is changed; without one, another is made. */
  mapping: GroupMapping | undefined
  cancelHref: string
}

/** A group of the sign-in provider, and what belonging to it gives. */
export function MappingForm({ save, mapping, cancelHref }: MappingFormProps) {
  return (
    <ActionForm
      action={save}
      button="Save"
      kind="primary"
      cancelHref={cancelHref}
      shown={['group', 'roles', 'teams']}
    >
      {(failure) => {
        const { fields = {}, values } = failure ?? {}
        return (
          <>
            {mapping ? (
              <input type="hidden" name="group" value={mapping.group} />
            ) : (
              <Field
                label="Group"
                name="group"
                hint="As the sign-in provider writes it. Capital letters and slashes count."
                autoCapitalize="none"
                spellCheck={false}
                required
                defaultValue={values?.group}
                error={fields.group}
              />
            )}
            <RoleFields
              held={values ? rolesSent(values) : (mapping?.roles ?? [])}
              error={errorOf(fields, 'roles')}
            />
            <TeamsField
              value={values?.teams ?? mapping?.teams.map(({ slug }) => slug).join(', ')}
              error={errorOf(fields, 'teams')}
            />
          </>
        )
      }}
    </ActionForm>
  )
}
