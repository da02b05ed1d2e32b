import type { Ctx } from '../actor'

/** Whose inbox the caller reads. A service account has none, and reads not that of who answers for it. */
export function inboxOf({ actor }: Ctx): string | null {
  if (actor.kind === 'person') return actor.id
  return actor.kind === 'token' && !actor.serviceAccount ? actor.ownerId : null
}
