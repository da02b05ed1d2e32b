import { Field } from '../ui/field'
import type { PlacedRow } from './split-rows'

interface SplitRowFieldsProps {
  row: PlacedRow
  /** The id of the list of versions to choose from. */
  list: string
  errors: Readonly<Record<string, string>>
}

/** One version of a split: which, how much, and what evaluation calls it. An empty one is left out. */
export function SplitRowFields({ row, list, errors }: SplitRowFieldsProps) {
  const { at } = row
  const nth = at + 1
  const of = (field: string) => `variants.${at}.${field}`
  return (
    // Fields go to a further line where the text, not the window, leaves them no room.
    <div className="flex min-w-0 flex-wrap items-start gap-x-3 gap-y-2 border-b border-line pb-3 sm:border-0 sm:pb-0">
      <div className="min-w-0 max-w-full grow basis-56">
        <Field
          label={`Version ${nth}`}
          name={of('model')}
          list={list}
          maxLength={500}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          placeholder={at === 0 ? 'model://churn/latest' : undefined}
          defaultValue={row.model}
          error={errors[of('model')]}
        />
      </div>
      <div className="min-w-0 max-w-full shrink-0 basis-24">
        <Field
          label={`Traffic ${nth}`}
          aside="%"
          name={of('weight')}
          inputMode="numeric"
          maxLength={20}
          data-weight=""
          defaultValue={row.weight}
          error={errors[of('weight')]}
        />
      </div>
      <div className="min-w-0 max-w-full basis-40">
        <Field
          label={`Name ${nth}`}
          aside="optional"
          name={of('name')}
          maxLength={128}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          defaultValue={row.name}
          error={errors[of('name')]}
        />
      </div>
    </div>
  )
}
