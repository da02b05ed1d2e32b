import { type ColumnRef, columnText } from '@/lib/columns/columns'
import { directionOf } from '@/lib/metrics/direction'
import { columnSort, type Sorting } from './sorting'
import type { Column } from './ui/table'

/** The column of a metric among others; its name may be 250 characters long. */
export function metricColumn(key: string): Column {
  return { key: `metric ${key}`, label: <LongName name={key} />, numeric: true }
}

/** The column of a metric or parameter that somebody chose, and sorts by where the list can. */
export function namedColumn(
  ref: ColumnRef,
  sorting?: Sorting,
  natural: 'ascending' | 'descending' = 'ascending',
): Column {
  const sort = sorting && columnSort(`${ref.kind}.${ref.key}`, sorting, natural)
  const key = columnText(ref)
  return { key, label: <LongName name={ref.key} />, numeric: true, ...(sort && { sort }) }
}

/** The order of a metric's values in which the best comes first. */
export const bestFirst = (key: string) =>
  directionOf(key) === 'higher' ? 'descending' : 'ascending'

function LongName({ name }: { name: string }) {
  return (
    <span className="inline-block max-w-36 truncate align-middle" title={name}>
      {name}
    </span>
  )
}
