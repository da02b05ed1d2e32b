import { parsedFilter } from '@/lib/filter/check'
import { withSearch } from '@/lib/paths'
import { AddFilter } from './filter/add-filter'
import { conditionsIn } from './filter/conditions'
import { FilterField, problemsId } from './filter/filter-field'
import { FilterHelp } from './filter/filter-help'
import { FilterProblems } from './filter/filter-problems'
import type { FilterLanguage } from './filter/language'
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
  /** The filter language in place of plain words. */
  language?: FilterLanguage
  choices?: readonly FilterChoice[]
  /** Plain texts to narrow by, each in a field of its own. */
  texts?: readonly { name: string; label: string; placeholder: string }[]
  /** Date bounds, in UTC. */
  dates?: readonly { name: string; label: string }[]
  /** What the address says now. */
  values: Record<string, string | undefined>
}

/** Filters as a GET form: shared by address, undone by Back, working without script. */
export function FilterBar(props: FilterBarProps) {
  const { action, what, search, language, choices = [], texts = [], dates = [], values } = props
  const parsed = language && parsedFilter(values.q ?? '', language.subject)
  // How the list looks stays when it is filtered anew.
  const look = Object.entries({ sort: values.sort, columns: values.columns }).filter(
    ([, value]) => value,
  )
  const problems = parsed && !parsed.ok ? parsed.problems : []
  return (
    <search className="flex flex-col gap-2" data-screen-only="">
      <GetForm
        // A fresh form after each change of address, so that its fields show what the address says.
        key={JSON.stringify(values)}
        action={action}
        label={`Filter ${what}`}
        className="flex flex-wrap items-end gap-2"
      >
        {look.map(([name, value]) => (
          <input key={name} type="hidden" {...{ name, value }} />
        ))}
        {language && <FilterField {...{ language, what, problems }} value={values.q} />}
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
        {texts.map(({ name, label, placeholder }) => (
          <label key={name} className="min-w-0 max-w-full">
            <span className="sr-only">{label}</span>
            <input
              name={name}
              defaultValue={values[name]}
              placeholder={placeholder}
              maxLength={2000}
              autoCapitalize="off"
              spellCheck={false}
              className={`${control} w-full px-2.5 font-mono sm:w-56`}
            />
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
      <FilterProblems id={problemsId} text={values.q ?? ''} problems={problems} />
      {language && (
        <div className="flex flex-wrap items-start gap-x-6 gap-y-1">
          <AddFilter {...{ language, action, values }} />
          <FilterHelp subject={language.subject} />
        </div>
      )}
      <ActiveFilters
        {...{ action, choices, texts, dates, values }}
        isFilter={language !== undefined}
      />
    </search>
  )
}

const control = 'h-8 rounded-md border border-line-strong bg-paper pointer-coarse:h-11'

type Active = Required<
  Pick<FilterBarProps, 'action' | 'choices' | 'texts' | 'dates' | 'values'>
> & {
  /** `q` is in the filter language. */
  isFilter: boolean
}

function ActiveFilters({ action, ...rest }: Active) {
  const active = activeFilters(rest)
  if (active.length === 0) return null
  return (
    <ul aria-label="Active filters" className="flex flex-wrap items-center gap-2">
      {active.map(({ key, label, without }) => (
        <li key={key} className="max-w-full">
          <RemovableChip
            href={withSearch(action, { ...rest.values, cursor: undefined, ...without })}
            label={label}
          />
        </li>
      ))}
      {active.length > 1 && (
        <li>
          <TextLink
            href={withSearch(action, { sort: rest.values.sort, columns: rest.values.columns })}
          >
            Clear filters
          </TextLink>
        </li>
      )}
    </ul>
  )
}

interface ActiveFilter {
  key: string
  label: string
  /** What the address says once it is taken off. */
  without: Record<string, string | undefined>
}

/** The filters that are on, in words: for the chips and for "No models match …". */
export function activeFilters({
  choices = [],
  texts = [],
  dates = [],
  values,
  isFilter = false,
}: Pick<FilterBarProps, 'choices' | 'texts' | 'dates' | 'values'> & {
  isFilter?: boolean
}): ActiveFilter[] {
  const named = [
    ...(isFilter ? [] : [{ name: 'q', words: (value: string) => `“${value}”` }]),
    ...choices.map(({ name, label, options }) => ({
      name,
      words: (value: string) =>
        `${label}: ${options.find((option) => option.value === value)?.label ?? value}`,
    })),
    ...texts.map(({ name, label }) => ({ name, words: (value: string) => `${label}: ${value}` })),
    ...dates.map(({ name, label }) => ({ name, words: (value: string) => `${label} ${value}` })),
  ]
  const conditions = isFilter ? conditionsIn(values.q) : []
  return [
    ...conditions.map(({ label, rest }, index) => ({
      key: `q${index}`,
      label,
      without: { q: rest || undefined },
    })),
    ...named.flatMap(({ name, words }) => {
      const value = values[name]
      return value ? [{ key: name, label: words(value), without: { [name]: undefined } }] : []
    }),
  ]
}
