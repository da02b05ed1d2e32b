import type { ReactNode } from 'react'
import type { FilterLanguage } from './filter/language'
import { activeFilters, FilterBar, type FilterChoice } from './filter-bar'
import { NothingMatches } from './ui/empty'
import { Pager } from './ui/pager'

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
  dates?: readonly { name: string; label: string }[]
  nextCursor: string | null
  /** The word for what comes after: "Older" unless it is another. */
  nextLabel?: string
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
    dates = [],
    nextCursor,
    nextLabel,
  } = props
  const { cursor, ...values } = filters
  const isFilter = language !== undefined
  const active = activeFilters({ choices, dates, values, isFilter }).map(({ label }) => label)
  if (!props.children && active.length === 0 && !cursor) return props.none
  return (
    <div className="flex flex-col gap-3">
      <FilterBar
        action={addressOf({})}
        what={what}
        choices={choices}
        dates={dates}
        values={values}
        {...(search ? { search } : {})}
        {...(language ? { language } : {})}
      />
      {props.children ||
        (active.length > 0 ? (
          <NothingMatches what={what} filters={active} clearHref={addressOf({})} />
        ) : (
          <p className="border-y border-line py-4 text-ink-2">There are no more {what}.</p>
        ))}
      <Pager
        label={what}
        firstHref={cursor ? addressOf({ ...filters, cursor: undefined }) : null}
        nextHref={nextCursor ? addressOf({ ...filters, cursor: nextCursor }) : null}
        {...(nextLabel ? { nextLabel } : {})}
      />
    </div>
  )
}
