import { paths } from '@/lib/paths'
import type { ReviewedVersion } from '@/lib/versions/queries'
import type { FormAction } from './action-result'
import { Button, ButtonLink } from './ui/button'
import { Section } from './ui/section'
import { VersionNoteForm } from './version-note-form'

interface VersionNoteProps {
  org: string
  version: ReviewedVersion
  /** Reads `note` and `tags` from the form. */
  edit: FormAction
  editing: boolean
}

/** What the person who registered a version says of it, and the way to say it better. */
export function VersionNote({ org, version, edit, editing }: VersionNoteProps) {
  const { model, version: number, note, tags, abilities } = version
  const href = paths.version(org, model, number)
  const { update } = abilities
  if (editing && update.ok)
    return (
      <Section title="Note and tags">
        <VersionNoteForm note={note} tags={tags} edit={edit} cancelHref={href} />
      </Section>
    )
  return (
    <Section title="Note">
      {note ? (
        <p className="max-w-[68ch] text-prose whitespace-pre-line">{note}</p>
      ) : (
        <p className="text-ink-2">No note came with this version.</p>
      )}
      <div id="note" data-screen-only="" className="scroll-mt-60 pt-1">
        {update.ok ? (
          <ButtonLink href={`${href}?edit=note#note`}>Edit note and tags</ButtonLink>
        ) : (
          <Button
            disabledReason={update.reason}
            why={paths.why(org, 'version.update', version.uri)}
          >
            Edit note and tags
          </Button>
        )}
      </div>
    </Section>
  )
}
