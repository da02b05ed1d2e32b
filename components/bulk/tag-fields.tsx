'use client'
import { Field } from '../ui/field'
import { useBulk } from './bulk-context'
import { fields } from './read-form'

/** The tags that each version gets, and those it loses; its others stay. */
export function TagFields() {
  const { values, problems } = useBulk()
  const about = (field: string) =>
    Object.entries(problems).find(([name]) => name === field || name.startsWith(`${field}.`))?.[1]
  return (
    <div className="grid max-w-3xl gap-5 md:grid-cols-2">
      {[
        { name: fields.add, label: 'Add tags' },
        { name: fields.remove, label: 'Remove tags' },
      ].map(({ name, label }) => (
        <Field
          key={name}
          label={label}
          name={name}
          hint="Separated by spaces or commas."
          autoCapitalize="none"
          spellCheck={false}
          defaultValue={values[name]}
          error={about(name)}
        />
      ))}
    </div>
  )
}
