import type { ComponentProps } from 'react'
import { Textarea } from './ui/field'

type NoteFieldProps = Omit<ComponentProps<typeof Textarea>, 'label' | 'name' | 'maxLength'>

/** What people say of what they do, in their own words. */
export function NoteField(props: NoteFieldProps) {
  return <Textarea label="Note" name="note" maxLength={10_000} {...props} />
}
