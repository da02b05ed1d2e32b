import type { Column } from './ui/table'

/** The column of a metric among others; its name may be 250 characters long. */
export function metricColumn(key: string): Column {
  const label = (
    <span className="inline-block max-w-36 truncate align-middle" title={key}>
      {key}
    </span>
  )
  return { key: `metric ${key}`, label, numeric: true }
}
