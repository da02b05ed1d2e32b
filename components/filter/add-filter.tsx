import { useId } from 'react'
import { type FilterKey, filterKeys, type Subject } from '@/lib/filter/keys'
import { Button } from '../ui/button'
import { Disclosure } from '../ui/disclosure'
import { Field, Select } from '../ui/field'
import { GetForm } from '../ui/get-form'
import type { FilterLanguage } from './language'

interface AddFilterProps {
  language: FilterLanguage
  action: string
  /** What the address says now; it stays. */
  values: Record<string, string | undefined>
}

/**
 * A condition for people who do not write the language. The fields travel beside the filter that is there;
 * whoever reads the address adds the one to the other (`lib/filter/added.ts`).
 */
export function AddFilter({ language, action, values }: AddFilterProps) {
  const { subject, names = [] } = language
  const listId = useId()
  return (
    <Disclosure summary="Add a filter">
      <GetForm action={action} label="Add a filter" chooses={false} className={look}>
        {Object.entries(values).map(
          ([name, value]) => value && <input key={name} type="hidden" {...{ name, value }} />,
        )}
        <Select label="What" name="add.key" options={keyOptions(subject)} />
        {/* Hidden by globals.css while something is chosen that has no name. */}
        <div data-filter-name="">
          <Field label="Name" name="add.name" list={listId} maxLength={200} {...plain} />
          <datalist id={listId}>
            {namesIn(names).map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
        </div>
        <Select label="Is" name="add.op" options={operatorOptions} />
        <Field label="Value" name="add.value" required maxLength={200} {...plain} />
        <Button className="h-9">Add</Button>
      </GetForm>
    </Disclosure>
  )
}

const look = 'flex flex-wrap items-end gap-2'
const plain = { autoComplete: 'off', autoCapitalize: 'none', spellCheck: false } as const

function keyOptions(subject: Subject) {
  const keys: readonly FilterKey[] = filterKeys[subject]
  return keys.map(({ key, named }) => ({
    value: key,
    label: named ? `${capital(key)}, by name` : capital(key),
  }))
}

/** What stands after the dot of each, once. */
function namesIn(names: readonly string[]): string[] {
  return [...new Set(names.map((name) => name.slice(name.indexOf('.') + 1)))]
}

const operatorOptions = [
  { value: ':', label: 'is' },
  { value: '!=', label: 'is not' },
  { value: '>', label: 'more than, after' },
  { value: '>=', label: 'at least, from' },
  { value: '<', label: 'less than, before' },
  { value: '<=', label: 'at most, until' },
]

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
