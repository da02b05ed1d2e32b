import 'server-only'
import { isAppError } from '@/lib/errors'
import { parsedFilter } from '@/lib/filter/check'
import type { Subject } from '@/lib/filter/keys'
import type { Page } from '@/lib/view'
import { load } from './load'

interface At {
  cursor?: string | undefined
  sort?: string | undefined
}

/** Whether a filter can be asked at all; where it cannot, its field on the page says why. */
export function isAskable(subject: Subject, q: string | undefined): boolean {
  return parsedFilter(q ?? '', subject).ok
}

/**
 * One page of a list by its filter, and no rows while that cannot be read. An order that there is none of
 * means the usual one, and a cursor of another list the first page.
 */
export async function loadFiltered<T>(
  subject: Subject,
  { q, ...at }: At & { q?: string | undefined },
  ask: (at: At) => Promise<Page<T>>,
): Promise<Page<T>> {
  if (!isAskable(subject, q)) return { items: [], nextCursor: null }
  return load(() => asFarAsKnown(at, ask))
}

async function asFarAsKnown<T>(at: At, ask: (at: At) => Promise<T>): Promise<T> {
  try {
    return await ask(at)
  } catch (error) {
    const fields = isAppError(error) ? error.fields : undefined
    if (at.cursor && fields?.cursor) return asFarAsKnown({ sort: at.sort }, ask)
    if (at.sort && fields?.sort) return asFarAsKnown({}, ask)
    throw error
  }
}
