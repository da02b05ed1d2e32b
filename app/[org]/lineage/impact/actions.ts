'use server'

import { formAction } from '@/app/form-action'
import { text } from '@/lib/action'
import { liftRecall } from '@/lib/lineage/lift'
import { createRecall } from '@/lib/lineage/recall'

/** Says that something is bad, so that all that was made of it bears a warning, and stops it if asked to. */
export const recall = formAction(createRecall, (form, ref: { org: string; uri: string }) => ({
  ...ref,
  reason: text(form, 'reason'),
  stop: text(form, 'stop') === 'yes',
}))

export const lift = formAction(liftRecall, (form, ref: { org: string; id: string }) => ({
  ...ref,
  reason: text(form, 'reason'),
}))
