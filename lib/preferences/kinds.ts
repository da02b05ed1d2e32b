import { z } from 'zod'
import { mostColumns } from '../columns/columns'
import { storable } from '../storable'

const Columns = z
  .array(z.string().max(600).refine(storable, 'A column is named in Unicode.'))
  .max(mostColumns, `At most ${mostColumns} columns.`)

/** What a person may keep of how they like to see things, and what each looks like. */
export const preferenceKinds = {
  /** The columns of the inventory and of lists of versions, as addresses write them. */
  'models.columns': Columns,
  'versions.columns': Columns,
} as const

export type PreferenceKey = keyof typeof preferenceKinds
export type Preferences = { [K in PreferenceKey]?: z.output<(typeof preferenceKinds)[K]> }

export const PreferenceKeyInput = z.enum(Object.keys(preferenceKinds) as [PreferenceKey])
