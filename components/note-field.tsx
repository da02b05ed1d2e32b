import type { ComponentProps } from 'react'
import { Textarea } from './ui/field'

type NoteFieldProps = Omit<ComponentProps<typeof Textarea>, 'label' | 'name' | 'maxLength'> & {
  label?: string
}

/** What people say of what they do, in their own words. */
export function NoteField(props: NoteFieldProps) {
  return <Textarea label="Note" name="note" maxLength={10_000} {...props} />
}

/** The note of a version that is about to be registered. */
export function NewVersionNote(props: Pick<NoteFieldProps, 'defaultValue' | 'error'>) {
  const hint = 'What is new, and what a reviewer should know.'
  return <NoteField aside="optional" rows={4} hint={hint} {...props} />
}
