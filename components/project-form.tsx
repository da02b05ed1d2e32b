'use client'
import type { Project } from '@/lib/projects/view'
import { ActionForm } from './action-form'
import type { FormAction } from './action-result'
import { NameField, SlugField } from './name-fields'
import { Textarea } from './ui/field'

interface ProjectFormProps {
  project: Pick<Project, 'name' | 'slug' | 'description'>
  /** Reads `name`, `slug` and `description` from the form. */
  save: FormAction
}

/** What a project is called by people and by jobs, and what it is about. */
export function ProjectForm({ project, save }: ProjectFormProps) {
  return (
    <ActionForm
      action={save}
      button="Save project"
      saved="Saved."
      shown={['name', 'slug', 'description']}
    >
      {(failure) => {
        const { name, slug, description } = { ...project, ...failure?.values }
        const fields = failure?.fields ?? {}
        return (
          <>
            <NameField defaultValue={name} error={fields.name} />
            <SlugField
              required
              hint={
                <>
                  What jobs call its runs by:{' '}
                  <code className="font-mono wrap-anywhere">run://{project.slug}/1</code>. A slug
                  that it had keeps leading here, and no other project gets it.
                </>
              }
              defaultValue={slug}
              error={fields.slug}
            />
            <Textarea
              label="Description"
              aside="optional"
              name="description"
              rows={3}
              defaultValue={description}
              error={fields.description}
            />
          </>
        )
      }}
    </ActionForm>
  )
}
