'use client'
import { useId } from 'react'
import type { ModelField } from '@/lib/fields/view'
import { ownValue } from '@/lib/own-value'
import { ActionForm } from '../action-form'
import type { FormAction } from '../action-result'
import type { MemberOption } from '../member-field'
import { Field, Select, Textarea } from '../ui/field'

interface ModelFieldsFormProps {
  fields: readonly ModelField[]
  members: readonly MemberOption[]
  /** Reads `field.<key>` from the form. */
  save: FormAction
}

/** What a model says in the fields of its organization. */
export function ModelFieldsForm({ fields, members, save }: ModelFieldsFormProps) {
  return (
    <ActionForm
      action={save}
      button="Save properties"
      saved="Saved."
      shown={fields.map(({ key }) => key)}
    >
      {(failure) =>
        fields.map((field) => (
          <Value
            key={field.key}
            field={field}
            members={members}
            text={failure?.values?.[`field.${field.key}`] ?? textOf(field)}
            error={ownValue(failure?.fields, field.key)}
          />
        ))
      }
    </ActionForm>
  )
}

interface ValueProps {
  field: ModelField
  members: readonly MemberOption[]
  text: string
  error: string | undefined
}

function Value({ field, members, text, error }: ValueProps) {
  const { key, label, help, kind, choices, required } = field
  const common = {
    label,
    name: `field.${key}`,
    defaultValue: text,
    error,
    ...(help && { hint: help }),
    ...(!required && { aside: 'optional' }),
  }
  if (kind === 'choice')
    return (
      <Select
        {...common}
        options={[
          { value: '', label: 'Not set' },
          ...choices.map((choice) => ({ value: choice, label: choice })),
        ]}
      />
    )
  if (kind === 'person') return <Person {...common} members={members} />
  if (kind === 'text') return <Textarea {...common} rows={1} maxLength={1000} />
  if (kind === 'number') return <Field {...common} inputMode="decimal" autoComplete="off" />
  return <Field {...common} type={kind} autoComplete="off" />
}

function Person({
  members,
  ...common
}: { members: readonly MemberOption[] } & Parameters<typeof Field>[0]) {
  const id = useId()
  return (
    <div>
      <Field
        {...common}
        // Who may not list the members names one by id.
        type={members.length > 0 ? 'email' : 'text'}
        list={id}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
      />
      <datalist id={id}>
        {members.map(({ email, name }) => (
          <option key={email} value={email}>
            {name}
          </option>
        ))}
      </datalist>
    </div>
  )
}

function textOf({ value, email }: ModelField): string {
  if (value === null) return ''
  return typeof value === 'object' ? (email ?? value.id ?? '') : String(value)
}
