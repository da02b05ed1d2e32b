'use client'
import { ActionForm } from '../action-form'
import type { FormAction } from '../action-result'
import { NoteField } from '../note-field'
import { Select } from '../ui/field'

interface RequestFormProps {
  /** Those who could decide. */
  people: readonly { id: string; name: string }[]
  /** Slugs of teams in which somebody could. */
  teams: readonly string[]
  /** Reads `person`, `team` and `note` from the form. */
  request: FormAction
}

const nobody = { value: '', label: 'Nobody' }

/** Asks somebody, or a team, for a review. Offers only whoever could decide. */
export function RequestForm({ people, teams, request }: RequestFormProps) {
  return (
    <ActionForm action={request} button="Ask for a review" shown={['people', 'teams', 'note']}>
      {(failure) => (
        <>
          <Select
            label="Person"
            name="person"
            options={[nobody, ...people.map(({ id, name }) => ({ value: id, label: name }))]}
            defaultValue={failure?.values?.person ?? ''}
            error={failure?.fields?.people}
          />
          {teams.length > 0 && (
            <Select
              label="Team"
              name="team"
              options={[
                { value: '', label: 'No team' },
                ...teams.map((slug) => ({ value: slug, label: slug })),
              ]}
              defaultValue={failure?.values?.team ?? ''}
              error={failure?.fields?.teams}
            />
          )}
          <NoteField
            label="Message"
            aside="optional"
            rows={2}
            defaultValue={failure?.values?.note}
            error={failure?.fields?.note}
          />
        </>
      )}
    </ActionForm>
  )
}
