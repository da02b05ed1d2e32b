'use server'

import { refresh } from 'next/cache'
import { redirect } from 'next/navigation'
import { formAction } from '@/app/form-action'
import { text, texts, words } from '@/lib/action'
import { deleteFields, lifeFields } from '@/lib/life/form'
import { paths } from '@/lib/paths'
import { cancelRequest, requestReview } from '@/lib/reviews/request'
import { rejectVersion, withdrawVersion } from '@/lib/versions/decide'
import { approveOrOverride } from '@/lib/versions/decided'
import { archiveVersion, deleteVersion, restoreVersion } from '@/lib/versions/life'
import { updateVersion } from '@/lib/versions/update'

interface Ref {
  org: string
  model: string
  version: number
}

const verdicts = { approve: approveOrOverride, reject: rejectVersion, withdraw: withdrawVersion }

/** Approves although the policy asks for more, as an admin with a reason. */
export const override = formAction(
  approveOrOverride,
  (form, ref: Ref) => ({ ...ref, note: text(form, 'note'), override: true }),
  (_, ref) => shown(ref, '#decision'),
)

/** Asks the chosen person and team for a review. */
export const request = formAction(
  requestReview,
  (form, ref: Ref) => ({
    ...ref,
    people: texts(form, 'person').filter(Boolean),
    teams: texts(form, 'team').filter(Boolean),
    note: text(form, 'note'),
  }),
  (_, ref) => shown(ref, '#decision'),
)

/** Takes a request back. */
export const cancel = formAction(
  cancelRequest,
  (_, ref: Ref & { id: string }) => ref,
  (_, ref) => shown(ref, '#decision'),
)

/**
 * Approves, rejects or withdraws, as the form's field `verdict` says. What is taken back is stopped where it
 * serves, if the box `stop` says so; what is approved never is.
 */
export const decide = formAction(
  { by: 'verdict', of: verdicts },
  (form, ref: Ref) => ({
    ...ref,
    note: text(form, 'note'),
    stop: text(form, 'stop') === 'yes' && text(form, 'verdict') !== 'approve',
  }),
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
