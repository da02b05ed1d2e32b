'use client'
import type { Model } from '@/lib/models/view'
import { ActionForm } from './action-form'
import type { FormAction } from './action-result'
import { NameField } from './name-fields'
import { TagsField } from './tags-field'
import { Textarea } from './ui/field'

interface ModelEditFormProps {
  model: Pick<Model, 'name' | 'description' | 'tags'>
  /** Reads `name`, `tags` (separated by spaces or commas) and `description` from the form. */
  edit: FormAction
  cancelHref: string
}

/** A model's name, tags and card. */
export function ModelEditForm({ model, edit, cancelHref }: ModelEditFormProps) {
  return (
    <ActionForm
      action={edit}
      button="Save"
      kind="primary"
      cancelHref={cancelHref}
      wide
      shown={['name', 'tags', 'description']}
    >
      {(failure) => {
        const { name, description, tags } = { ...asText(model), ...failure?.values }
        const fields = failure?.fields ?? {}
        return (
          <>
            <NameField defaultValue={name} error={fields.name} />
            <TagsField defaultValue={tags} errors={fields} />
            <Textarea
              label="Model card"
              aside="Markdown"
              name="description"
              defaultValue={description}
              rows={18}
              hint="What it is for, what it was trained on, where it fails, whom to ask. model:// links lead to models here."
              error={fields.description}
            />
          </>
        )
      }}
    </ActionForm>
  )
}

function asText({ name, description, tags }: ModelEditFormProps['model']) {
  return { name, description, tags: tags.join(' ') }
}
