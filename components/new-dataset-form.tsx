'use client'
import { ActionForm } from './action-form'
import type { FormAction } from './action-result'
import { DatasetDescription } from './dataset-description'
import { ProjectChoice } from './project-choice'
import { TagsField } from './tags-field'
import { Field } from './ui/field'

interface NewDatasetFormProps {
  /** Reads `slug`, `description`, `tags` and `project.<slug>` from the form. */
  create: FormAction
  projects: readonly { slug: string; name: string }[]
  cancelHref: string
}

/** A dataset that is about to be made, empty. */
export function NewDatasetForm({ create, projects, cancelHref }: NewDatasetFormProps) {
  return (
    <ActionForm
      action={create}
      button="Create dataset"
      kind="primary"
      cancelHref={cancelHref}
      wide
      shown={['slug', 'description', 'tags']}
    >
      {(failure) => {
        const { fields = {}, values = {} } = failure ?? {}
        return (
          <>
            <Field
              label="Name"
              name="slug"
              required
              maxLength={96}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              hint="What people and jobs call it by: dataset://<name>/<version>. Lower-case letters, digits, dots, underscores and dashes."
              defaultValue={values.slug}
              error={fields.slug}
            />
            <DatasetDescription defaultValue={values.description} error={fields.description} />
            <TagsField defaultValue={values.tags} errors={fields} />
            <ProjectChoice projects={projects} values={values} />
          </>
        )
      }}
    </ActionForm>
  )
}
