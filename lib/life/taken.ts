import { type AppError, conflict } from '../errors'
import { type LifeRow, moment, restorableUntil } from './state'

/** The conflict of a name that something has, or had before it was deleted. Names are not used again. */
export function nameTaken(what: string, slug: string, holder?: LifeRow): AppError {
  const named = `A ${what} named ${slug}`
  if (holder?.life !== 'deleted' || !holder.deletedAt)
    return atSlug(`${named} exists. Choose another name.`)
  if (holder.purgedAt)
    return atSlug(
      `${named} was deleted for good, and its name is not used again. Choose another name.`,
    )
  return atSlug(
    `${named} was deleted and can be restored until ${moment(restorableUntil(holder.deletedAt))}. Restore it, or choose another name.`,
  )
}

/** The conflict of a name that still leads to what once had it. */
export function nameOnceTaken(what: string, slug: string): AppError {
  return atSlug(`A ${what} was once named ${slug}. Choose another name.`)
}

const atSlug = (message: string) => conflict(message, { fields: { slug: message } })
