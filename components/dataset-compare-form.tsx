import { useId } from 'react'
import { Button } from './ui/button'
import { Field } from './ui/field'
import { GetForm } from './ui/get-form'

interface DatasetCompareFormProps {
  action: string
  /** The newest versions, to choose from; any other name can be written. */
  names: readonly string[]
  from: string | undefined
  to: string | undefined
}

/** Which two versions are compared: shared by address, working without script. */
export function DatasetCompareForm({ action, names, from, to }: DatasetCompareFormProps) {
  const id = useId()
  const field = { list: id, required: true, maxLength: 200, autoComplete: 'off', spellCheck: false }
  return (
    <GetForm
      // A fresh form after each change of address, so that its fields show what the address says.
      key={`${from}/${to}`}
      action={action}
      label="Compare versions"
      className="grid max-w-3xl items-end gap-3 sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_auto]"
    >
      <Field {...field} label="From" name="from" defaultValue={from} />
      <Field {...field} label="To" name="to" defaultValue={to} />
      <Button className="h-9!">Compare</Button>
      <datalist id={id}>
        {names.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </GetForm>
  )
}
