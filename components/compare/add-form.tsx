import type { CompareSearch } from '@/lib/paths'
import { Button } from '../ui/button'
import { Field } from '../ui/field'
import { GetForm } from '../ui/get-form'
import type { CompareAddress } from './address'
import { KeptFields } from './kept-fields'

interface AddFormProps {
  address: CompareAddress
  /** What is compared already. */
  search: CompareSearch
  /** What was written that leads nowhere. */
  written?: string | undefined
  error?: string | undefined
}

/** Brings versions into a comparison by their URIs. */
export function AddForm({ address, search, written, error }: AddFormProps) {
  const { v = [] } = search
  return (
    <GetForm
      key={JSON.stringify([search, written])}
      action={address.action}
      label="Add versions"
      className={`grid max-w-2xl items-end gap-3 ${error ? '' : 'sm:grid-cols-[minmax(0,1fr)_auto]'}`}
    >
      <KeptFields search={search} address={address} without={[]} />
      <Field
        label={v.length > 0 ? 'Add a version' : 'Versions'}
        hint="model://name/v3 or an alias, latest or newest; several with commas between them."
        name="v"
        defaultValue={written}
        error={error}
        autoComplete="off"
        spellCheck={false}
        maxLength={8000}
      />
      <Button className="h-9!">{v.length > 0 ? 'Add' : 'Compare'}</Button>
    </GetForm>
  )
}
