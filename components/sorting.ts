import type { ColumnSort } from './ui/table'

export interface Sorting {
  /** As the address says it: `-created` is the latest first. */
  sort: string
  /** The same list in another order, from its first page on. */
  hrefOf: (sort: string) => string
}

/** The header of a column that sorts by `key`: first in its natural order, then the other way round. */
export function columnSort(
  key: string,
  { sort, hrefOf }: Sorting,
  natural: 'ascending' | 'descending' = 'ascending',
): ColumnSort {
  const direction = sort === key ? 'ascending' : sort === `-${key}` ? 'descending' : null
  const other = direction === 'ascending' ? 'descending' : 'ascending'
  const next = direction === null ? natural : other
  return { direction, href: hrefOf(next === 'ascending' ? key : `-${key}`) }
}
