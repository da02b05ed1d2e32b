'use client'
import { useActionState } from 'react'
import { slugProblem } from '@/lib/uri'
import type { FormAction } from './action-result'
import { FormFailure } from './form-failure'
import { NameAndSlug } from './name-and-slug'
import { Button, ButtonLink } from './ui/button'
import { Textarea } from './ui/field'
import { useFailureFocus } from './use-failure-focus'

interface NewProjectFormProps {
  /** Reads `name`, `slug` and `description` from the form. */
  create: FormAction
  cancelHref: string
}

/** A project that is about to be made. Works as a plain form before hydration. */
export function NewProjectForm({ create, cancelHref }: NewProjectFormProps) {
  const [result, submit, busy] = useActionState(create, null)
  const failure = result && !result.ok ? result : null
  const form = useFailureFocus(result)
  const { fields = {}, values = {} } = failure ?? {}
  return (
    <form
      // A refused form comes back as it was sent.
      key={JSON.stringify(failure)}
      ref={form}
      action={submit}
      noValidate
      className="flex max-w-3xl flex-col gap-5"
    >
      <FormFailure failure={failure} shown={['name', 'slug', 'description']} />
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
      <div className="flex flex-wrap gap-2">
        <Button kind="primary" busy={busy}>
          Create project
        </Button>
        <ButtonLink href={cancelHref}>Cancel</ButtonLink>
      </div>
    </form>
  )
}
