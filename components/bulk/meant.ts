import type { VersionsOf } from '@/lib/paths'

/** The versions that a list holds, in words but for its filter: "pending versions of churn". */
export function meant({ model, state, life }: VersionsOf, count?: number): string {
  const noun = count === 1 ? 'version' : 'versions'
  const archived = life === 'archived' && 'archived'
  return [state, archived, noun, model && `of ${model}`].filter(Boolean).join(' ')
}

/** Whether a list is meant at all, and not only versions by their names. */
export function isList({ q, model, state, life }: VersionsOf): boolean {
  return Boolean(q || model || state || life)
}
