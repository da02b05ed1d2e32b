'use client'
import { useId } from 'react'
import { ActionForm } from '../action-form'
import type { FormAction } from '../action-result'
import { Field, Select, Textarea } from '../ui/field'
import { FollowsOption } from './follows-option'

interface NewDeploymentFormProps {
  projects: readonly { slug: string; name: string }[]
  /** The project that is chosen before anybody does. */
  project: string | undefined
  /** Targets that are there already, to choose from. */
  targets: readonly string[]
  /** Reads `name`, `project`, `target`, `description` and `follows`. */
  create: FormAction
  cancelHref: string
}

/** A deployment that is about to be made; what it serves is said next. */
export function NewDeploymentForm(props: NewDeploymentFormProps) {
  const { projects, project, targets, create, cancelHref } = props
  const id = useId()
  return (
    <ActionForm
      action={create}
      button="Create deployment"
      kind="primary"
      cancelHref={cancelHref}
      shown={['name', 'project', 'target', 'description']}
    >
      {(failure) => {
        const { fields = {}, values = {} } = failure ?? {}
        return (
          <>
            <Field
              label="Name"
              name="name"
              required
              maxLength={96}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              hint="What applications ask for; it stays for ever. Lower-case letters, digits, dots, underscores and dashes."
              defaultValue={values.name}
              error={fields.name}
            />
            <Select
              label="Project"
              name="project"
              hint="Who may change it: those who maintain this project."
              options={projects.map(({ slug, name }) => ({ value: slug, label: name }))}
              defaultValue={values.project ?? project}
              error={fields.project}
            />
            <Field
              label="Target"
              name="target"
              list={id}
              required
              maxLength={96}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              hint="Where it serves, in your own words: staging, production."
              defaultValue={values.target}
              error={fields.target}
            />
            <datalist id={id}>
              {targets.map((target) => (
                <option key={target} value={target} />
              ))}
            </datalist>
            <Textarea
              label="Description"
              aside="optional"
              name="description"
              rows={3}
              hint="Which application asks for it, and who looks after that."
              defaultValue={values.description}
              error={fields.description}
            />
            <FollowsOption checked={values.follows === 'yes'} />
          </>
        )
      }}
    </ActionForm>
  )
}
