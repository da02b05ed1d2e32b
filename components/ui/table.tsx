import Link from 'next/link'
import type { ReactNode } from 'react'
import { cx } from './cx'
import { SortIcon } from './icons'

export interface ColumnSort {
  /** How the rows are in the order of this column now, if they are. */
  direction: 'ascending' | 'descending' | null
  /** The list in the order of this column, or in the other direction. */
  href: string
}

export interface Column {
  key: string
  label: ReactNode
  /** Numbers stand to the right so that their digits line up. */
  numeric?: boolean
  /** Any CSS width; columns without one share what is left. */
  width?: string
  /** Boxes before the row's label: they scroll away, and the label is held. */
  boxes?: boolean
  /** The header is a link that sorts. */
  sort?: ColumnSort
}

/** How narrow a table may get before its region scrolls sideways. */
export type TableSize = 'xs' | 'sm' | 'md' | 'lg' | 'xl' | 'xl-2xl' | '2xl' | '3xl'

const sizes = {
  xs: { least: 'min-w-72', fits: '@min-[18rem]:overflow-visible' },
  sm: { least: 'min-w-120', fits: '@min-[30rem]:overflow-visible' },
  md: { least: 'min-w-140 @min-[30rem]:min-w-180', fits: '@min-[45rem]:overflow-visible' },
  lg: { least: 'min-w-184 @min-[30rem]:min-w-232', fits: '@min-[58rem]:overflow-visible' },
  xl: { least: 'min-w-240 @min-[30rem]:min-w-300', fits: '@min-[75rem]:overflow-visible' },
  // Of columns whose names may make it wider than it asks to be.
  'xl-2xl': { least: 'min-w-240 @min-[30rem]:min-w-300', fits: '@min-[100rem]:overflow-visible' },
  '2xl': { least: 'min-w-320 @min-[30rem]:min-w-400', fits: '@min-[100rem]:overflow-visible' },
  '3xl': { least: 'min-w-480 @min-[30rem]:min-w-600', fits: '@min-[150rem]:overflow-visible' },
} as const satisfies Record<TableSize, unknown>

interface TableProps {
  /** What the table holds; read out first, and the name of its scrolling region. */
  caption: string
  columns: readonly Column[]
  children: ReactNode
  size?: TableSize
  /** In place of a size, the room that many columns with widths of their own take: rem. */
  least?: number | undefined
  /** Shows this above the rows in place of the unseen caption. */
  heading?: ReactNode
  /** Columns keep exactly the widths they ask for; without it they follow what is in them. */
  fixed?: boolean
  /** Scrolls up and down within itself too: for long tables inside a page about something else. */
  contained?: boolean
}

/**
 * A real table. Where it fits, the page scrolls and the header stays at the top; where it does not, it
 * scrolls sideways in its own region with the first column held.
 */
export function Table(props: TableProps) {
  const { caption, columns, children, size = 'md', least, heading, fixed, contained } = props
  return (
    <div className="@container min-w-0">
      <section
        aria-label={caption}
        // Reachable without a pointer, since it may scroll.
        tabIndex={0}
        data-rows=""
        className={cx(
          'relative overflow-x-auto rounded-sm -outline-offset-2',
          contained ? 'max-h-[80dvh] overflow-y-auto' : least === undefined && sizes[size].fits,
        )}
      >
        <table
          className={tableClass(size, fixed)}
          style={least === undefined ? undefined : { minWidth: `${least}rem` }}
        >
          <caption className={heading ? 'pb-2 text-left' : 'sr-only'}>{heading ?? caption}</caption>
          <TableHead columns={columns} />
          <tbody>{children}</tbody>
        </table>
      </section>
    </div>
  )
}

export function tableClass(size: TableSize, fixed = false): string {
  const layout = fixed ? 'table-fixed' : ''
  return `w-full border-separate border-spacing-0 text-left ${sizes[size].least} ${layout}`
}

export function TableHead({ columns }: Pick<TableProps, 'columns'>) {
  const held = columns.findIndex(({ boxes }) => !boxes)
  return (
    <thead>
      <tr>
        {columns.map(({ key, label, numeric, width, sort }, index) => (
          <th
            key={key}
            scope="col"
            aria-sort={sort?.direction ?? undefined}
            style={width ? { width } : undefined}
            className={cx(
              'sticky top-0 h-8 border-b border-line bg-paper px-2 font-regular whitespace-nowrap text-ink-2 first:pl-0 last:pr-0',
              index === held ? 'left-0 z-20' : 'z-10',
              numeric && 'text-right',
            )}
          >
            {sort ? <SortLink {...{ label, sort, numeric }} /> : label}
          </th>
        ))}
      </tr>
    </thead>
  )
}

type SortLinkProps = Pick<Column, 'label' | 'numeric'> & { sort: ColumnSort }

function SortLink({ label, sort: { direction, href }, numeric = false }: SortLinkProps) {
  return (
    <Link
      href={href}
      prefetch={false}
      className={cx(
        'flex w-fit max-w-full items-center gap-0.5 rounded-sm hover:text-ink hover:underline pointer-coarse:min-h-11',
        numeric && 'ml-auto flex-row-reverse',
        direction && 'text-ink',
      )}
    >
      <span className="min-w-0 truncate">{label}</span>
      {direction && <SortIcon className={direction === 'descending' ? 'rotate-180' : ''} />}
    </Link>
  )
}

/** The keys `j` and `k` lead from one to the next by their links. */
export function Row({ children }: { children: ReactNode }) {
  return <tr data-row="">{children}</tr>
}

export const cellClass =
  'h-9 border-b border-line px-2 py-1.5 align-middle first:pl-0 last:pr-0 pointer-coarse:h-11'

/** The row's own label: first column, held while the rest scrolls. */
export function RowHead({ children }: { children: ReactNode }) {
  return (
    <th scope="row" className={`${cellClass} sticky left-0 z-[1] bg-paper font-regular`}>
      {children}
    </th>
  )
}

interface CellProps {
  children?: ReactNode
  numeric?: boolean
  /** Where absence is an answer: a dash that is read as these words. */
  nothing?: string
}

export function Cell({ children, numeric = false, nothing }: CellProps) {
  const empty = children === undefined || children === null || children === false
  return (
    <td className={cx(cellClass, numeric && 'text-right whitespace-nowrap')}>
      {empty && nothing ? <Nothing says={nothing} /> : children}
    </td>
  )
}

/** A dash for the eye, words for the ear. */
export function Nothing({ says }: { says: string }) {
  return (
    <span className="text-ink-3">
      <span aria-hidden="true">—</span>
      <span className="sr-only">{says}</span>
    </span>
  )
}
