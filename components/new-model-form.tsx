'use client'
import { useActionState } from 'react'
import { AccessModeOptions } from './access-mode-options'
import type { FormAction } from './action-result'
import { FormFailure } from './form-failure'
import { NameAndSlug } from './name-and-slug'
import { ProjectChoice } from './project-choice'
import { tagError } from './tag-error'
import { Button, ButtonLink } from './ui/button'
import { Field, Textarea } from './ui/field'
import { useFailureFocus } from './use-failure-focus'

interface NewModelFormProps {
  /** Reads `name`, `slug`, `description`, `tags`, `access` and `project.<slug>` from the form. */
  create: FormAction
  projects: readonly { slug: string; name: string }[]
  /** The one that is chosen to begin with. */
  project: string | null
  cancelHref: string
}

/** A model that is about to be made. Works as a plain form before hydration. */
export function NewModelForm({ create, projects, project, cancelHref }: NewModelFormProps) {
  const [result, submit, busy] = useActionState(create, null)
  const form = useFailureFocus(result)
  const failure = result && !result.ok ? result : null
  const fields = failure?.fields ?? {}
  const values = failure?.values ?? { ...(project && { [`project.${project}`]: 'yes' }) }
  const tags = tagError(fields)
  return (
    <form
      // A refused form comes back as it was sent.
      key={JSON.stringify(failure)}
      ref={form}
      action={submit}
      noValidate
      className="flex max-w-3xl flex-col gap-5"
    >
      <FormFailure
        failure={failure}
        shown={['name', 'slug', 'description', ...(tags ? Object.keys(fields) : [])]}
      />
      <NameAndSlug values={values} errors={fields} />
      <ProjectChoice projects={projects} values={values} />
      <AccessModeOptions restricted={values.access === 'restricted'} />
      <Field
        label="Tags"
        aside="optional"
        name="tags"
        hint="Separated by spaces or commas."
        autoCapitalize="none"
        spellCheck={false}
        defaultValue={values.tags}
        error={tags}
      />
      <Textarea
        label="Model card"
        aside="Markdown, optional"
        name="description"
        rows={8}
        hint="What it is for, what it was trained on, where it fails, whom to ask. It can be written later."
        defaultValue={values.description}
        error={fields.description}
      />
      <div className="flex flex-wrap gap-2">
        <Button kind="primary" busy={busy}>
          Create model
        </Button>
        <ButtonLink href={cancelHref}>Cancel</ButtonLink>
      </div>
    </form>
  )
}
