import { type ColumnRef, columnText } from '@/lib/columns/columns'
import { type Meanings, meaningOf } from '@/lib/metrics/direction'
import { columnSort, type Sorting } from './sorting'
import type { Column } from './ui/table'

/** The column of a metric among others; its name may be 250 characters long. */
export function metricColumn(key: string): Column {
  return { key: `metric ${key}`, label: <LongName name={key} />, numeric: true }
}

/**
 * The column of a metric or parameter that somebody chose, and sorts by where the list can: of a metric the
 * best comes first, of a parameter the smallest.
 */
export function namedColumn(
  ref: ColumnRef,
  sorting?: Sorting,
  meanings?: Meanings,
  before = '',
): Column {
  const { direction, unit } = meaningOf(ref.key, ref.kind === 'metric' ? meanings : {})
  const isHighFirst = ref.kind === 'metric' && direction === 'higher'
  const natural = isHighFirst ? 'descending' : 'ascending'
  const sort = sorting && columnSort(`${ref.kind}.${ref.key}`, sorting, natural)
  const label = <LongName name={before + ref.key} unit={unit} />
  return { key: columnText(ref), label, numeric: true, ...(sort && { sort }) }
}

function LongName({ name, unit = '' }: { name: string; unit?: string }) {
  const whole = unit ? `${name} (${unit})` : name
  return (
    <span className="inline-block max-w-36 truncate align-middle" title={whole}>
      {whole}
    </span>
  )
}
