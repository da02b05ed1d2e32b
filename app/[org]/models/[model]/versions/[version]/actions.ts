'use server'

import { refresh } from 'next/cache'
import { redirect } from 'next/navigation'
import { formAction } from '@/app/form-action'
import { text, words } from '@/lib/action'
import { deleteFields, lifeFields } from '@/lib/life/form'
import { paths } from '@/lib/paths'
import { approveVersion, rejectVersion, withdrawVersion } from '@/lib/versions/decide'
import { archiveVersion, deleteVersion, restoreVersion } from '@/lib/versions/life'
import { updateVersion } from '@/lib/versions/update'

interface Ref {
  org: string
  model: string
  version: number
}

const verdicts = { approve: approveVersion, reject: rejectVersion, withdraw: withdrawVersion }

/** Approves, rejects or withdraws, as the form's field `verdict` says. */
export const decide = formAction(
  { by: 'verdict', of: verdicts },
  (form, ref: Ref) => ({ ...ref, note: text(form, 'note') }),
  (_, ref) => shown(ref, '#decision'),
)

/** Edits the note and the tags, which are one text here. */
export const edit = formAction(
  updateVersion,
  (form, ref: Ref) => ({
    ...ref,
    note: text(form, 'note'),
    tags: words(form, 'tags'),
  }),
  (_, ref) => shown(ref, '#note'),
)

/** Puts the version out of use. */
export const archive = formAction(
  archiveVersion,
  (form, ref: Ref) => ({ ...ref, ...lifeFields(form) }),
  (_, ref) => shown(ref, ''),
)

/** Brings it back. */
export const restore = formAction(
  restoreVersion,
  (_, ref: Ref) => ref,
  (_, ref) => shown(ref, ''),
)

/** Deletes it, once its name is typed, and leads to those that are left. */
export const remove = formAction(
  deleteVersion,
  (form, ref: Ref) => ({ ...ref, ...deleteFields(form, `v${ref.version}`) }),
  (_, { org, model }) => redirect(paths.versions(org, model)),
)

/** Leads to the version itself, so that loading the page again sends nothing again. */
function shown({ org, model, version }: Ref, place: string): never {
  refresh()
  redirect(`${paths.version(org, model, version)}${place}`)
}
