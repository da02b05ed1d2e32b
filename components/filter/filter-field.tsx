import { limits, type Problem } from '@/lib/filter/tree'
import { FocusKey } from '../focus-key'
import { SearchIcon } from '../ui/icons'
import type { FilterLanguage } from './language'
import { Suggest } from './suggest'

interface FilterFieldProps {
  language: FilterLanguage
  /** What is listed: "models". */
  what: string
  value: string | undefined
  problems: readonly Problem[]
}

/** Where a filter is written: a plain field, which suggests what exists once scripts run. */
export function FilterField({ language, what, value, problems }: FilterFieldProps) {
  const { subject, placeholder = placeholders[subject] } = language
  const [problem = null] = problems
  return (
    <div className="relative min-w-0 flex-1 basis-full sm:basis-80">
      <label className="relative block">
        <span className="sr-only">Search {what}</span>
        <SearchIcon className="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-ink-3" />
        <input
          id={fieldId}
          type="search"
          name="q"
          defaultValue={value}
          placeholder={placeholder}
          maxLength={limits.characters}
          autoComplete="off"
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          enterKeyHint="search"
          aria-invalid={problem ? true : undefined}
          aria-describedby={problem ? problemsId : undefined}
          className="h-8 w-full rounded-md border border-line-strong bg-paper pr-9 pl-8 aria-invalid:border-rejected pointer-coarse:h-11"
        />
        <FocusKey />
      </label>
      <Suggest
        fieldId={fieldId}
        address={language.suggestions}
        problem={problem && { at: problem.at, length: problem.length }}
      />
    </div>
  )
}

const placeholders = {
  models: 'Words, or state:approved metric.accuracy>0.9',
  versions: 'Words, or state:approved metric.accuracy>0.9',
  runs: 'Words, or state:completed metric.accuracy>0.9',
}

/** There is one filter on a page. */
const fieldId = 'filter'
export const problemsId = 'filter-problems'
