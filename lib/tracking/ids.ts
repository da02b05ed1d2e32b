import { invalid } from '../errors'

/** The id of a run as MLflow clients know it: 32 hexadecimal digits. */
export const hexOf = (uuid: string) => uuid.replaceAll('-', '')

/** The UUID of 32 hexadecimal digits; null for any other text. */
export function uuidOf(hex: string): string | null {
  const parts = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/.exec(hex)
  return parts ? parts.slice(1).join('-') : null
}

/** What an experiment or a version can be numbered with. */
export const maxNumber = 2 ** 31 - 1

/** The number that an experiment's id says, also one that none can have. Throws invalid for any other text. */
export function experimentNumberOf(id: string): number {
  if (/^\d+$/.test(id)) return Math.min(Number(id), maxNumber + 1)
  throw invalid(
    `Invalid experiment ID '${id.slice(0, 200)}'. Experiment ID must be a valid integer.`,
  )
}

/** The id of a logged model as MLflow clients know it. */
export const loggedModelRef = (uuid: string) => `m-${hexOf(uuid)}`

/** The UUID of a logged model's id; null for any other text. */
export const loggedModelId = (ref: string) => (ref.startsWith('m-') ? uuidOf(ref.slice(2)) : null)
