import { type CompareSearch, paths } from '@/lib/paths'
import { versionUri } from '@/lib/uri'

/** What a comparison is asked for: its address, read. */
export interface CompareAsked {
  /** URIs, or what stands for one on the page of a model. */
  v: string[]
  base?: string | undefined
  diff: boolean
  beside?: string | undefined
  x?: string | undefined
  y?: string | undefined
  log: ('x' | 'y')[]
  color: 'state' | 'tag'
  metric?: string | undefined
}

/** Where a page that compares stands, and how its address is spelled. */
export interface CompareAddress {
  /** Without a search. */
  action: string
  /** How it calls a version: by its URI, or by its number on the page of its model. */
  nameOf(uri: string): string
  href(search: CompareSearch): string
}

/** The page for versions of several models. */
export function organizationAddress(org: string): CompareAddress {
  return {
    action: paths.compare(org),
    nameOf: (uri) => uri,
    href: (search) => paths.compare(org, search),
  }
}

/** The page of one model. */
export function modelAddress(org: string, model: string): CompareAddress {
  const start = versionUri(model, 0).slice(0, -1)
  const nameOf = (uri: string) => (uri.startsWith(start) ? uri.slice(start.length) : uri)
  const named = (uri: string | undefined) => uri && nameOf(uri)
  return {
    action: paths.modelCompare(org, model),
    nameOf,
    href: ({ v, base, beside, ...search }) =>
      paths.modelCompare(org, model, {
        ...{ v: v?.map(nameOf), base: named(base), beside: named(beside) },
        ...search,
      }),
  }
}

/** The whole search of an address for what is shown now, so that a link or a form changes one thing of it. */
export function searchOf(
  asked: CompareAsked,
  shown: { v: readonly string[]; base: string },
): CompareSearch {
  const { diff, beside, x, y, log, color, metric } = asked
  return {
    v: shown.v,
    // The first is the base where nothing else is said.
    base: shown.base === shown.v[0] ? undefined : shown.base,
    diff: diff ? '1' : undefined,
    ...{ beside, x, y, log, metric },
    color: color === 'tag' ? color : undefined,
  }
}
