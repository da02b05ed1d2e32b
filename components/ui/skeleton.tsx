import { type Column, cellClass, TableHead, type TableSize, tableClass } from './table'

interface SkeletonTableProps {
  caption: string
  columns: readonly Column[]
  rows?: number
  size?: TableSize
}

/** A table's shape while its rows are on their way: same columns, same heights, no spinner. */
export function SkeletonTable({ caption, columns, rows = 12, size = 'md' }: SkeletonTableProps) {
  return (
    <div className="overflow-hidden">
      <p role="status" className="sr-only">
        Loading {caption.toLowerCase()}
      </p>
      <table aria-hidden="true" className={tableClass(size, true)}>
        <TableHead columns={columns} />
        <tbody>
          {Array.from({ length: rows }, (_, row) => row).map((row) => (
            <tr key={row}>
              {columns.map(({ key, numeric }, index) => (
                <td key={key} className={cellClass}>
                  <Bar width={`${70 - ((row * 11 + index * 5) % 35)}%`} end={numeric ?? false} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** One line of text that has not arrived. */
export function Bar({ width, end = false }: { width: string; end?: boolean }) {
  return (
    <span
      aria-hidden="true"
      style={{ width }}
      className={`block h-3 max-w-64 rounded-sm bg-hover ${end ? 'ml-auto' : ''}`}
    />
  )
}

/** The head of a page that has not arrived. */
export function SkeletonHeader() {
  return (
    <div aria-hidden="true" className="mb-5 flex flex-col gap-2 py-1">
      <span className="block h-5 w-52 rounded-sm bg-hover" />
      <span className="block h-3 w-36 rounded-sm bg-hover" />
    </div>
  )
}
