'use client'
import type { Project } from '@/lib/projects/view'
import type { FormAction } from './action-result'
import { SettingForm } from './setting-form'
import { Field, Textarea } from './ui/field'

interface ProjectFormProps {
  project: Pick<Project, 'name' | 'slug' | 'description'>
  /** Reads `name`, `slug` and `description` from the form. */
  save: FormAction
}

/** What a project is called by people and by jobs, and what it is about. */
export function ProjectForm({ project, save }: ProjectFormProps) {
  return (
    <SettingForm
      save={save}
      button="Save project"
      saved="Saved."
      shown={['name', 'slug', 'description']}
    >
      {(failure) => {
        const { name, slug, description } = { ...project, ...failure?.values }
        const fields = failure?.fields ?? {}
        return (
          <>
            <Field
              label="Name"
              name="name"
              required
              maxLength={200}
              autoComplete="off"
              defaultValue={name}
              error={fields.name}
            />
            <Field
              label="Slug"
              name="slug"
              required
              maxLength={96}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
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
    </SettingForm>
  )
}
