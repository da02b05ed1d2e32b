'use client'
import { useActionState, useEffect, useRef } from 'react'
import type { Model } from '@/lib/models/view'
import type { FormAction } from './action-result'
import { Button, ButtonLink } from './ui/button'
import { Field, Textarea } from './ui/field'
import { Notice } from './ui/notice'

interface ModelEditFormProps {
  model: Pick<Model, 'name' | 'description' | 'tags'>
  /** Reads `name`, `tags` (separated by spaces or commas) and `description` from the form. */
  edit: FormAction
  cancelHref: string
}

/** A model's name, tags and card. Works as a plain form before hydration. */
export function ModelEditForm({ model, edit, cancelHref }: ModelEditFormProps) {
  const [result, submit, busy] = useActionState(edit, null)
  const form = useRef<HTMLFormElement>(null)
  const failure = result && !result.ok ? result : null
  const { name, description, tags } = { ...asText(model), ...failure?.values }
  const fields = failure?.fields ?? {}
  const tagError = Object.entries(fields).find(([field]) => /^tags(\.|$)/.test(field))?.[1]

  // The answer to a refused form is where the focus goes, so that it is read and not missed.
  useEffect(() => {
    if (!failure) return
    const first = '[aria-invalid], [data-failure]'
    form.current?.querySelector<HTMLElement>(first)?.focus()
  }, [failure])

  return (
    <form ref={form} action={submit} noValidate className="flex max-w-3xl flex-col gap-5">
      {failure && !fields.name && !fields.description && !tagError && (
        <div tabIndex={-1} data-failure="" className="outline-none">
          <Notice kind="error">{failure.message}</Notice>
        </div>
      )}
      <Field label="Name" name="name" defaultValue={name} required error={fields.name} />
      <Field
        label="Tags"
        aside="optional"
        name="tags"
        defaultValue={tags}
        hint="Separated by spaces or commas."
        autoCapitalize="none"
        error={tagError}
      />
      <Textarea
        label="Model card"
        aside="Markdown"
        name="description"
        defaultValue={description}
        rows={18}
        hint="What it is for, what it was trained on, where it fails, whom to ask. model:// links lead to models here."
        error={fields.description}
      />
      <div className="flex flex-wrap gap-2">
        <Button kind="primary" busy={busy}>
          Save
        </Button>
        <ButtonLink href={cancelHref}>Cancel</ButtonLink>
      </div>
    </form>
  )
}

function asText({ name, description, tags }: ModelEditFormProps['model']) {
  return { name, description, tags: tags.join(' ') }
}
