import type { Found, FoundKind } from '@/lib/find/view'
import { isMeant, type Makes, makesOf, type Place, placesHere, placesOf } from './places'

/** One line of the palette: where it leads, or what it does. */
export interface Entry {
  id: string
  title: string
  detail?: string
  kind?: FoundKind
  state?: string
  /** What leads there without the palette. */
  keys?: readonly string[]
  href?: string
  run?: () => void
}

export interface Group {
  title: string
  entries: Entry[]
}

export interface Doing {
  title: string
  also?: string
  keys?: readonly string[]
  run: () => void
}

interface Given {
  org: string
  pathname: string
  makes: Makes
  typed: string
  /** What can be done on this page, and anywhere. */
  here: readonly Doing[]
  anywhere: readonly Doing[]
  found: readonly Found[]
}

/** As many pages and actions as leave room for what was found. */
const mostMeant = 5

/**
 * Everything that the text may mean. What needs no asking comes first, so that nothing moves under the
 * finger when the answer of the hub arrives.
 */
export function groupsOf({ org, pathname, makes, typed, here, anywhere, found }: Given): Group[] {
  const asked = typed.trim() !== ''
  const meant = (group: string, entries: readonly (Place | Doing)[]) =>
    entries
      .filter((entry) => isMeant(entry, typed))
      .slice(0, asked ? mostMeant : undefined)
      .map((entry) => entryOf(group, entry))
  const groups: Group[] = [
    { title: 'Here', entries: meant('here', [...here, ...placesHere(org, pathname)]) },
    { title: 'Go to', entries: meant('go', placesOf(org)) },
    { title: 'Do', entries: meant('do', [...makesOf(org, makes), ...anywhere]) },
    ...(asked ? byKind(found) : [{ title: 'Changed last', entries: found.map(foundEntry) }]),
  ]
  return groups.filter(({ entries }) => entries.length > 0)
}

function entryOf(group: string, entry: Place | Doing): Entry {
  const id = `${group}-${entry.title.replaceAll(/[^\p{L}\p{N}]+/gu, '-')}`
  if ('run' in entry) {
    const { title, keys, run } = entry
    return { id, title, run, ...(keys ? { keys } : {}) }
  }
  const { title, href, key } = entry
  return { id, title, href, ...(key ? { keys: ['g', key] } : {}) }
}

export const kindWords = {
  version: 'Versions',
  model: 'Models',
  dataset_version: 'Versions of datasets',
  deployment: 'Deployments',
  dataset: 'Datasets',
  project: 'Projects',
  experiment: 'Experiments',
  run: 'Runs',
  person: 'People',
} as const satisfies Record<FoundKind, string>

/** What was found, each kind under its name, in the order in which it came. */
export function byKind(found: readonly Found[]): Group[] {
  const kinds = [...new Set(found.map(({ kind }) => kind))]
  return kinds.map((kind) => ({
    title: kindWords[kind],
    entries: found.filter((one) => one.kind === kind).map(foundEntry),
  }))
}

function foundEntry({ kind, title, detail, url, state }: Found): Entry {
  const id = `found-${kind}-${url.replaceAll(/[^\p{L}\p{N}]+/gu, '-')}`
  return { id, kind, title, detail, href: url, ...(state ? { state } : {}) }
}
