import type { Ctx } from '../actor'
import { forbidden } from '../errors'

/** Whose inbox the caller reads. A service account has none, and does not read that of who answers for it. */
export function inboxOf({ actor }: Ctx): string {
  if (actor.kind === 'person') return actor.id
  if (actor.kind === 'token' && !actor.serviceAccount) return actor.ownerId
  throw forbidden('An inbox is of a person. Sign in as one, or use a token of your own.')
}
