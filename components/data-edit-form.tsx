'use client'
import type { Json } from '@/lib/view'
import { ActionForm } from './action-form'
import type { FormAction } from './action-result'
import { DatasetDescription } from './dataset-description'
import { PropertiesField } from './properties-field'
import { propertiesText } from './properties-text'
import { TagsField } from './tags-field'

interface DataEditFormProps {
  data: { description: string; tags: readonly string[]; properties: Readonly<Record<string, Json>> }
  /** Reads `description`, `tags` and `properties` (one JSON object) from the form. */
  edit: FormAction
  cancelHref: string
}

/** What is said about a dataset, or about a version of it. */
export function DataEditForm({ data, edit, cancelHref }: DataEditFormProps) {
  return (
    <ActionForm
      action={edit}
      button="Save"
      kind="primary"
      cancelHref={cancelHref}
      wide
      shown={['description', 'tags', 'properties']}
    >
      {(failure) => {
        const { fields = {}, values = asText(data) } = failure ?? {}
        return (
          <>
            <DatasetDescription
              rows={12}
              defaultValue={values.description}
              error={fields.description}
            />
            <TagsField defaultValue={values.tags} errors={fields} />
            <PropertiesField defaultValue={values.properties} errors={fields} />
          </>
        )
      }}
    </ActionForm>
  )
}

function asText({ description, tags, properties }: DataEditFormProps['data']) {
  return { description, tags: tags.join(' '), properties: propertiesText(properties) }
}
