'use client'
import { ActionForm } from './action-form'
import type { FormAction } from './action-result'
import { NoteField } from './note-field'
import { TagsField } from './tags-field'

interface VersionNoteFormProps {
  note: string
  tags: readonly string[]
  edit: FormAction
  cancelHref: string
}

/** The note and the tags of a version, to be edited. */
export function VersionNoteForm({ note, tags, edit, cancelHref }: VersionNoteFormProps) {
  return (
    <div id="note" className="scroll-mt-40">
      <ActionForm
        action={edit}
        button="Save"
        kind="primary"
        cancelHref={cancelHref}
        wide
        shown={['note', 'tags']}
      >
        {(failure) => {
          const { fields = {}, values = { note, tags: tags.join(' ') } } = failure ?? {}
          return (
            <>
              <NoteField rows={5} defaultValue={values.note} error={fields.note} />
              <TagsField defaultValue={values.tags} errors={fields} />
            </>
          )
        }}
      </ActionForm>
    </div>
  )
}
