'use client'
import { AccessModeOptions } from './access-mode-options'
import { ActionForm } from './action-form'
import type { FormAction } from './action-result'
import { NameAndSlug } from './name-and-slug'
import { ProjectChoice } from './project-choice'
import { TagsField } from './tags-field'
import { Textarea } from './ui/field'

interface NewModelFormProps {
  /** Reads `name`, `slug`, `description`, `tags`, `access` and `project.<slug>` from the form. */
  create: FormAction
  projects: readonly { slug: string; name: string }[]
  /** The one that is chosen to begin with. */
  project: string | null
  cancelHref: string
}

/** A model that is about to be made. */
export function NewModelForm({ create, projects, project, cancelHref }: NewModelFormProps) {
  return (
    <ActionForm
      action={create}
      button="Create model"
      kind="primary"
      cancelHref={cancelHref}
      wide
      shown={['name', 'slug', 'description', 'tags']}
    >
      {(failure) => {
        const fields = failure?.fields ?? {}
        const values = failure?.values ?? { ...(project && { [`project.${project}`]: 'yes' }) }
        return (
          <>
            <NameAndSlug values={values} errors={fields} />
            <ProjectChoice projects={projects} values={values} />
            <AccessModeOptions restricted={values.access === 'restricted'} />
            <TagsField defaultValue={values.tags} errors={fields} />
            <Textarea
              label="Model card"
              aside="Markdown, optional"
              name="description"
              rows={8}
              hint="What it is for, what it was trained on, where it fails, whom to ask. It can be written later."
              defaultValue={values.description}
              error={fields.description}
            />
          </>
        )
      }}
    </ActionForm>
  )
}
