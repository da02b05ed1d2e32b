import { type AppError, conflict } from '../errors'
import { type LifeRow, moment, restorableUntil } from './state'

/** The conflict of a name that something has, or had before it was deleted. Names are not used again. */
export function nameTaken(what: string, slug: string, holder?: LifeRow): AppError {
  if (holder?.life !== 'deleted' || !holder.deletedAt)
    return conflict(`A ${what} named ${slug} exists. Choose another name.`)
  if (holder.purgedAt)
    return conflict(
      `A ${what} named ${slug} was deleted for good, and its name is not used again. Choose another name.`,
    )
  return conflict(
    `A ${what} named ${slug} was deleted and can be restored until ${moment(restorableUntil(holder.deletedAt))}. Restore it, or choose another name.`,
  )
}
