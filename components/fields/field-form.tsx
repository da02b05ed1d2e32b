'use client'
import type { Field as FieldView } from '@/lib/fields/view'
import { ActionForm } from '../action-form'
import type { FormAction } from '../action-result'
import { Field, Select, Textarea } from '../ui/field'
import { Option } from '../ui/option'
import { kindWords } from './kinds'

interface FieldFormProps {
  /** Null for one that is about to be defined. */
  field: FieldView | null
  /** Reads `label`, `key`, `kind`, `choices` (one to a line), `help` and `required` from the form. */
  save: FormAction
  cancelHref: string
}

/** What a field of models is called, and what may stand in it. */
export function FieldForm({ field, save, cancelHref }: FieldFormProps) {
  return (
    <ActionForm
      action={save}
      button={field ? 'Save field' : 'Define field'}
      kind="primary"
      cancelHref={cancelHref}
      shown={['label', 'key', 'kind', 'choices', 'help']}
    >
      {(failure) => {
        const errors = failure?.fields ?? {}
        const values = failure?.values ?? asText(field)
        return (
          <>
            <Field
              label="Label"
              name="label"
              required
              maxLength={200}
              autoComplete="off"
              defaultValue={values.label}
              error={errors.label}
            />
            {!field && (
              <Field
                label="Key"
                aside="optional"
                name="key"
                maxLength={64}
                autoCapitalize="none"
                autoComplete="off"
                spellCheck={false}
                hint="What filters and programs call it by: field.<key>. Made from the label if left out; it never changes."
                defaultValue={values.key}
                error={errors.key}
              />
            )}
            <Select
              label="Kind"
              name="kind"
              options={Object.entries(kindWords).map(([value, label]) => ({ value, label }))}
              defaultValue={values.kind}
              error={errors.kind}
              {...(field?.inUse && { hint: 'It is in use, so its kind stays.' })}
            />
            <Textarea
              label="Choices"
              aside="of the kind Choice"
              name="choices"
              rows={3}
              hint="One to a line."
              defaultValue={values.choices}
              error={choiceError(errors)}
            />
            <Textarea
              label="Help"
              aside="optional"
              name="help"
              rows={2}
              maxLength={500}
              hint="Stands beside the field where it is filled in."
              defaultValue={values.help}
              error={errors.help}
            />
            <Option
              type="checkbox"
              name="required"
              value="yes"
              label="Required"
              says="models without it are marked, and it cannot be emptied"
              defaultChecked={values.required === 'yes'}
            />
          </>
        )
      }}
    </ActionForm>
  )
}

/** What is wrong with the choices: the list as a whole, or one of them as `choices.2`. */
function choiceError(fields: Readonly<Record<string, string>>): string | undefined {
  return Object.entries(fields).find(([field]) => /^choices(\.|$)/.test(field))?.[1]
}

function asText(field: FieldView | null): Record<string, string> {
  if (!field) return {}
  const { label, kind, choices, help, required } = field
  return { label, kind, choices: choices.join('\n'), help, ...(required && { required: 'yes' }) }
}
