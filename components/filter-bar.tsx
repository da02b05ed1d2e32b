import { withSearch } from '@/lib/paths'
import { FocusKey } from './focus-key'
import { Button } from './ui/button'
import { RemovableChip } from './ui/chip'
import { GetForm } from './ui/get-form'
import { SearchIcon } from './ui/icons'
import { TextLink } from './ui/text-link'

export interface FilterChoice {
  name: string
  label: string
  /** Shown when nothing is chosen: "Any state". */
  any: string
  options: readonly { value: string; label: string }[]
}

interface FilterBarProps {
  /** The list's own address, without search. */
  action: string
  /** What is listed: "models". */
  what: string
  /** The words searched for; leave `search` out where there is nothing to search. */
  search?: { placeholder: string }
  choices?: readonly FilterChoice[]
  /** Date bounds, in UTC. */
  dates?: readonly { name: string; label: string }[]
  /** What the address says now. */
  values: Record<string, string | undefined>
}

/** Filters as a GET form: shared by address, undone by Back, working without script. */
export function FilterBar(props: FilterBarProps) {
  const { action, what, search, choices = [], dates = [], values } = props
  return (
    <search className="flex flex-col gap-2" data-screen-only="">
      <GetForm
        // A fresh form after each change of address, so that its fields show what the address says.
        key={JSON.stringify(values)}
        action={action}
        label={`Filter ${what}`}
        className="flex flex-wrap items-end gap-2"
      >
        {search && (
          <label className="relative min-w-0 flex-1 basis-52 sm:max-w-80">
            <span className="sr-only">Search {what}</span>
            <SearchIcon className="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-ink-3" />
            <input
              type="search"
              name="q"
              defaultValue={values.q}
              placeholder={search.placeholder}
              maxLength={200}
              className={`${control} w-full pr-9 pl-8`}
            />
            <FocusKey />
          </label>
        )}
        {choices.map(({ name, label, any, options }) => (
          <label key={name} className="min-w-0 max-w-full">
            <span className="sr-only">{label}</span>
            <select
              name={name}
              defaultValue={values[name] ?? ''}
              className={`${control} max-w-full pr-7 pl-2.5 sm:max-w-56`}
            >
              <option value="">{any}</option>
              {options.map(({ value, label: text }) => (
                <option key={value} value={value}>
                  {text}
                </option>
              ))}
            </select>
          </label>
        ))}
        {dates.map(({ name, label }) => (
          <label key={name} className="flex items-center gap-1.5 text-ink-2">
            {label}
            <input
              type="date"
              name={name}
              defaultValue={values[name]}
              className={`${control} px-2 text-ink`}
            />
          </label>
        ))}
        <Button>Filter</Button>
      </GetForm>
      <ActiveFilters {...{ action, choices, dates, values }} />
    </search>
  )
}

const control = 'h-8 rounded-md border border-line-strong bg-paper pointer-coarse:h-11'

type Active = Required<Pick<FilterBarProps, 'action' | 'choices' | 'dates' | 'values'>>

function ActiveFilters({ action, choices, dates, values }: Active) {
  const active = activeFilters({ choices, dates, values })
  if (active.length === 0) return null
  return (
    <ul aria-label="Active filters" className="flex flex-wrap items-center gap-2">
      {active.map(({ name, label }) => (
        <li key={name} className="max-w-full">
          <RemovableChip
            href={withSearch(action, { ...values, cursor: undefined, [name]: undefined })}
            label={label}
          />
        </li>
      ))}
      {active.length > 1 && (
        <li>
          <TextLink href={action}>Clear filters</TextLink>
        </li>
      )}
    </ul>
  )
}

/** The filters that are on, in words: for the chips and for "No models with …". */
export function activeFilters({
  choices = [],
  dates = [],
  values,
}: Pick<FilterBarProps, 'choices' | 'dates' | 'values'>): { name: string; label: string }[] {
  const named = [
    { name: 'q', words: (value: string) => `“${value}”` },
    ...choices.map(({ name, label, options }) => ({
      name,
      words: (value: string) =>
        `${label}: ${options.find((option) => option.value === value)?.label ?? value}`,
    })),
    ...dates.map(({ name, label }) => ({ name, words: (value: string) => `${label} ${value}` })),
  ]
  return named.flatMap(({ name, words }) => {
    const value = values[name]
    return value ? [{ name, label: words(value) }] : []
  })
}
