'use client'
import { slugProblem } from '@/lib/uri'
import { ActionForm } from './action-form'
import type { FormAction } from './action-result'
import { NameAndSlug } from './name-and-slug'
import { Textarea } from './ui/field'

interface NewProjectFormProps {
  /** Reads `name`, `slug` and `description` from the form. */
  create: FormAction
  cancelHref: string
}

/** A project that is about to be made. */
export function NewProjectForm({ create, cancelHref }: NewProjectFormProps) {
  return (
    <ActionForm
      action={create}
      button="Create project"
      kind="primary"
      cancelHref={cancelHref}
      wide
      shown={['name', 'slug', 'description']}
    >
      {(failure) => {
        const { fields = {}, values = {} } = failure ?? {}
        return (
          <>
            <NameAndSlug
              values={values}
              errors={fields}
              problemOf={slugProblem}
              uriOf={(slug) => `run://${slug}/1`}
            />
            <Textarea
              label="Description"
              aside="optional"
              name="description"
              rows={3}
              hint="What its runs and models have in common."
              defaultValue={values.description}
              error={fields.description}
            />
          </>
        )
      }}
    </ActionForm>
  )
}
