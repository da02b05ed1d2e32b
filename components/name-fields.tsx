import type { ComponentProps } from 'react'
import { Field } from './ui/field'

type FieldProps = Omit<ComponentProps<typeof Field>, 'label' | 'name'>

/** What people call it. */
export function NameField(props: FieldProps) {
  return <Field label="Name" name="name" required maxLength={200} autoComplete="off" {...props} />
}

/** What jobs call it by. */
export function SlugField(props: FieldProps) {
  return (
    <Field
      label="Slug"
      name="slug"
      maxLength={96}
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      {...props}
    />
  )
}
