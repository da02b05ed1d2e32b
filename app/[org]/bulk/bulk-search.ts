import { addedFilter } from '@/lib/filter/added'
import type { BulkSearch } from '@/lib/paths'
import { listed } from '@/lib/uri-list'
import { longestUri, mostAtOnce } from '@/lib/versions/at-once'

type Given = Record<string, string | string[] | undefined>

export type BulkChoice = Omit<BulkSearch, 'v' | 'do'> & {
  v: readonly string[]
  do: 'decide' | 'tag' | 'archive'
  /** How many URIs there are beyond those that are taken. */
  beyond: number
}

/** Which versions the address names, once each, as repeated parameters or as a list, and what to do with them. */
export function bulkChoice(given: Given): BulkChoice {
  const uris = listed(given.v).filter((uri) => uri.length <= longestUri)
  const deed = [given.do].flat()[0]
  const q = addedFilter(given)?.trim()
  return {
    v: uris.slice(0, mostAtOnce),
    q: q || undefined,
    do: deed === 'tag' || deed === 'archive' ? deed : 'decide',
    beyond: Math.max(0, uris.length - mostAtOnce),
  }
}
