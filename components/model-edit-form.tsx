'use client'
import type { Model } from '@/lib/models/view'
import { ActionForm } from './action-form'
import type { FormAction } from './action-result'
import { NameField } from './name-fields'
import { TagsField } from './tags-field'

interface ModelEditFormProps {
  model: Pick<Model, 'name' | 'tags'>
  /** Reads `name` and `tags` (separated by spaces or commas) from the form. */
  edit: FormAction
  cancelHref: string
}

/** A model's name and tags. */
export function ModelEditForm({ model, edit, cancelHref }: ModelEditFormProps) {
  return (
    <ActionForm
      action={edit}
      button="Save"
      kind="primary"
      cancelHref={cancelHref}
      shown={['name', 'tags']}
    >
      {(failure) => {
        const { name, tags } = { name: model.name, tags: model.tags.join(' '), ...failure?.values }
        const fields = failure?.fields ?? {}
        return (
          <>
            <NameField defaultValue={name} error={fields.name} />
            <TagsField defaultValue={tags} errors={fields} />
          </>
        )
      }}
    </ActionForm>
  )
}
