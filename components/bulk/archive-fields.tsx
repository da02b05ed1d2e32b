'use client'
import { NoteField } from '../note-field'
import { Option } from '../ui/option'
import { useBulk } from './bulk-context'
import { fields } from './read-form'

/** Why they are archived, and whether also those that something leads to. */
export function ArchiveFields() {
  const { values, problems } = useBulk()
  return (
    <div className="flex max-w-3xl flex-col gap-5">
      <p className="text-ink-2">
        Archived versions are no longer what latest or newest mean. By their numbers they can still
        be read and downloaded.
      </p>
      <NoteField
        aside="optional"
        rows={2}
        hint="Why. It stands in the activity log."
        defaultValue={values[fields.archiveNote]}
        error={problems[fields.archiveNote]}
      />
      <Option
        type="checkbox"
        name={fields.force}
        value="true"
        label="Also those that something leads to"
        says="an alias, latest, or a run that takes them; without it they stay and say what does"
        defaultChecked={values[fields.force] === 'true'}
      />
    </div>
  )
}
