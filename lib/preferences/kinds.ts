import { z } from 'zod'
import { mostColumns } from '../columns/columns'
import { type NotificationKind, notificationKinds } from '../notifications/kinds'
import { storable } from '../storable'

const Columns = z
  .array(z.string().max(600).refine(storable, 'A column is named in Unicode.'))
  .max(mostColumns, `At most ${mostColumns} columns.`)

/** Searches of the log that a person has named, in the order in which they are shown. */
export const SavedViews = z
  .array(
    z.object({
      name: z
        .string()
        .trim()
        .min(1, 'Give it a name.')
        .max(80, 'A name has at most 80 characters.')
        .refine(storable, 'A name is written in Unicode.'),
      /** As it stands in the address, without a question mark. */
      query: z.string().max(4000, 'This search is too long to be kept.').refine(storable),
    }),
  )
  .max(20, 'You keep 20 views already. Delete one first.')
export type SavedViews = z.output<typeof SavedViews>

const Ways = z.strictObject({ inbox: z.boolean(), mail: z.boolean() }).partial()
const Kind = z.enum(Object.keys(notificationKinds) as [NotificationKind])

/** What a person may keep of how they like to see things, and what each looks like. */
export const preferenceKinds = {
  /** The columns of the inventory and of lists of versions, as addresses write them. */
  'models.columns': Columns,
  'versions.columns': Columns,
  'activity.views': SavedViews,
  /** How far the person has checked the log, and found it whole. */
  'activity.verified': z.object({
    size: z.int().nonnegative(),
    head: z.string().max(64),
    at: z.iso.datetime(),
  }),
  /** By which ways they are told of what; the rest is as it is by default. */
  notifications: z.partialRecord(Kind, Ways),
} as const

export type PreferenceKey = keyof typeof preferenceKinds
export type Preferences = { [K in PreferenceKey]?: z.output<(typeof preferenceKinds)[K]> }

export const PreferenceKeyInput = z.enum(Object.keys(preferenceKinds) as [PreferenceKey])
