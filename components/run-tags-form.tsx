'use client'
import { ActionForm } from './action-form'
import type { FormAction } from './action-result'
import { TagsField } from './tags-field'

interface RunTagsFormProps {
  tags: readonly string[]
  tag: FormAction
  cancelHref: string
}

/** The tags of a run, to be edited. */
export function RunTagsForm({ tags, tag, cancelHref }: RunTagsFormProps) {
  return (
    <div id="tags" className="scroll-mt-40">
      <ActionForm
        action={tag}
        button="Save"
        kind="primary"
        cancelHref={cancelHref}
        shown={['tags']}
      >
        {(failure) => (
          <TagsField
            defaultValue={failure?.values?.tags ?? tags.join(' ')}
            errors={failure?.fields ?? {}}
          />
        )}
      </ActionForm>
    </div>
  )
}
