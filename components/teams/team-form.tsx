'use client'
import type { Team } from '@/lib/teams/view'
import { ActionForm } from '../action-form'
import type { FormAction } from '../action-result'
import { NameField, SlugField } from '../name-fields'
import { Textarea } from '../ui/field'

interface TeamFormProps {
  /** Which is changed; null makes a new one. */
  team: Pick<Team, 'name' | 'description'> | null
  /** Reads `name`, `description` and, of a new one, `slug` from the form. */
  save: FormAction
  cancelHref?: string
}

/** What a team is called, and what it is for. */
export function TeamForm({ team, save, cancelHref }: TeamFormProps) {
  return (
    <ActionForm
      action={save}
      button={team ? 'Save team' : 'Create team'}
      {...(team ? { saved: 'Saved.' } : { kind: 'primary' as const })}
      {...(cancelHref ? { cancelHref } : {})}
      shown={['name', 'slug', 'description']}
    >
      {(failure) => {
        const { name, slug, description } = { slug: '', ...team, ...failure?.values }
        const fields = failure?.fields ?? {}
        return (
          <>
            <NameField defaultValue={name} error={fields.name} />
            {!team && (
              <SlugField
                aside="optional"
                hint="What policies and programs call it by. It never changes. Left out: made from the name."
                defaultValue={slug}
                error={fields.slug}
              />
            )}
            <Textarea
              label="Description"
              aside="optional"
              name="description"
              rows={2}
              defaultValue={description}
              error={fields.description}
            />
          </>
        )
      }}
    </ActionForm>
  )
}
