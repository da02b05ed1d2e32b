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
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)_6rem] items-start gap-x-3 gap-y-2 border-b border-line pb-3 sm:grid-cols-[minmax(0,1fr)_6rem_10rem] sm:border-0 sm:pb-0">
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
  )
}
