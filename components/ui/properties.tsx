import type { ReactNode } from 'react'
import { Nothing } from './table'

export interface Property {
  label: string
  /** Null or undefined shows a dash. */
  value: ReactNode
}

/** Facts about one thing: a name and a value to a line, in as many columns as there is room for. */
export function Properties({
  items,
  columns = 2,
}: {
  items: readonly Property[]
  columns?: 1 | 2
}) {
  return (
    <dl className={columns === 2 ? 'grid gap-x-10 lg:grid-cols-2' : 'grid'}>
      {items.map(({ label, value }) => (
        <div
          key={label}
          className="grid min-h-9 grid-cols-[7.5rem_minmax(0,1fr)] items-start gap-3 border-b border-line py-2"
        >
          <dt className="min-w-0 text-ink-2 wrap-anywhere">{label}</dt>
          <dd className="min-w-0">{value || value === 0 ? value : <Nothing says="none" />}</dd>
        </div>
      ))}
    </dl>
  )
}
