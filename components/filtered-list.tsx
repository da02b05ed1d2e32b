import type { ReactNode } from 'react'
import { parsedFilter } from '@/lib/filter/check'
import type { FilterLanguage } from './filter/language'
import { activeFilters, FilterBar, type FilterChoice } from './filter-bar'
import { NothingMatches } from './ui/empty'
import { Pager } from './ui/pager'
import { TextLink } from './ui/text-link'

type Filters = Record<string, string | undefined>

interface FilteredListProps<F extends Filters> {
  /** What is listed, in the plural: "models". */
  what: string
  filters: F
  /** The address of this list with other filters. */
  addressOf: (filters: Partial<F>) => string
  search?: { placeholder: string }
  /** The filter language in place of plain words. */
  language?: FilterLanguage
  choices?: readonly FilterChoice[]
  texts?: readonly { name: string; label: string; placeholder: string }[]
  dates?: readonly { name: string; label: string }[]
  nextCursor: string | null
  /** The word for what comes after: "Older" unless it is another. */
  nextLabel?: string
  /** Stands above the rows: how many there are, which columns they have. */
  tools?: ReactNode
  /** Stands beside the rows where there is room, and above them where there is none. */
  aside?: ReactNode
  /** The rows; null when there are none. */
  children: ReactNode
  /** What to say where nothing was ever made. */
  none: ReactNode
}

/** A list with its filters, its pages, and the right words for each way of being empty. */
export function FilteredList<F extends Filters>(props: FilteredListProps<F>) {
  const {
    what,
    filters,
    addressOf,
    search,
    language,
    choices = [],
    texts = [],
    dates = [],
    nextCursor,
    nextLabel,
  } = props
  const { cursor, ...values } = filters
  const isFilter = language !== undefined
  const active = activeFilters({ choices, texts, dates, values, isFilter }).map(
    ({ label }) => label,
  )
  const isWrong = language !== undefined && !parsedFilter(values.q ?? '', language.subject).ok
  const clearHref = addressOf(lookOf(filters) as Partial<F>)
  if (!props.children && active.length === 0 && !cursor) return props.none
  return (
    <div className="flex flex-col gap-3">
      <FilterBar
        action={addressOf({})}
        what={what}
        choices={choices}
        texts={texts}
        dates={dates}
        values={values}
        {...(search ? { search } : {})}
        {...(language ? { language } : {})}
      />
      <Frame tools={!isWrong && props.tools} aside={!isWrong && props.aside}>
        {props.children || <NoRows {...{ what, active, isWrong, clearHref }} />}
      </Frame>
      <Pager
        label={what}
        firstHref={cursor ? addressOf({ ...filters, cursor: undefined }) : null}
        nextHref={nextCursor ? addressOf({ ...filters, cursor: nextCursor }) : null}
        {...(nextLabel ? { nextLabel } : {})}
      />
    </div>
  )
}

/** How the list looks, which stays when its filters go. */
function lookOf({ sort, columns }: Filters): Filters {
  return { sort, columns }
}

type FrameProps = Pick<FilteredListProps<Filters>, 'tools' | 'aside' | 'children'>

/** Three widths: one below the other, both above the rows, or what narrows them beside them. */
function Frame({ tools, aside, children }: FrameProps) {
  if (!tools && !aside) return children
  return (
    <div className="@container/list">
      <div className="grid grid-cols-[minmax(0,1fr)] gap-x-4 gap-y-3 @min-[40rem]/list:grid-cols-[minmax(0,1fr)_auto] @min-[72rem]/list:grid-cols-[12rem_minmax(0,1fr)] @min-[72rem]/list:grid-rows-[auto_1fr] @min-[72rem]/list:gap-x-8">
        {aside && <div className="min-w-0 @min-[72rem]/list:row-span-2">{aside}</div>}
        <div
          className={
            aside
              ? 'min-w-0 has-[details[open]]:col-span-full @min-[72rem]/list:col-span-1!'
              : 'col-span-full min-w-0'
          }
        >
          {tools}
        </div>
        <div className={`col-span-full min-w-0 ${aside ? '@min-[72rem]/list:col-span-1' : ''}`}>
          {children}
        </div>
      </div>
    </div>
  )
}

interface NoRowsProps {
  what: string
  active: readonly string[]
  isWrong: boolean
  clearHref: string
}

function NoRows({ what, active, isWrong, clearHref }: NoRowsProps) {
  if (isWrong)
    return (
      <p className="border-y border-line py-4 text-ink-2">
        The {what} are listed once the filter can be read.{' '}
        <TextLink href={clearHref}>Clear filters</TextLink>
      </p>
    )
  if (active.length > 0)
    return <NothingMatches what={what} filters={active} clearHref={clearHref} />
  return <p className="border-y border-line py-4 text-ink-2">There are no more {what}.</p>
}
