import { addedFilter } from '@/lib/filter/added'
import type { VersionsOf } from '@/lib/paths'
import { listed } from '@/lib/uri-list'
import { longestUri, mostAtOnce } from '@/lib/versions/at-once'

type Given = Record<string, string | string[] | undefined>

export interface BulkChoice {
  v: readonly string[]
  /** The list whose versions are meant where none is named. */
  whole: VersionsOf
  do: 'decide' | 'tag' | 'archive'
  /** How many URIs there are beyond those that are taken. */
  beyond: number
}

/** Which versions the address names, once each, as repeated parameters or as a list, and what to do with them. */
export function bulkChoice(given: Given): BulkChoice {
  const uris = listed(given.v).filter((uri) => uri.length <= longestUri)
  const one = (name: string) => [given[name]].flat()[0]?.trim() || undefined
  const deed = one('do')
  const q = addedFilter(given)?.trim()
  return {
    v: uris.slice(0, mostAtOnce),
    // As they are: one that cannot be read is to be refused, where leaving it out would mean more versions.
    whole: { q: q || undefined, model: one('model'), state: one('state'), life: one('life') },
    do: deed === 'tag' || deed === 'archive' ? deed : 'decide',
    beyond: Math.max(0, uris.length - mostAtOnce),
  }
}
