import type { CompareSearch } from '@/lib/paths'
import type { CompareAddress } from './address'

interface KeptFieldsProps {
  search: CompareSearch
  address: CompareAddress
  /** What the form asks for itself. */
  without: readonly (keyof CompareSearch)[]
}

/** The rest of an address, so that a form changes its own part of it alone. */
export function KeptFields({ search, address, without }: KeptFieldsProps) {
  const { nameOf } = address
  const { v, base, beside, log, ...others } = search
  const fields: [keyof CompareSearch, string | undefined][] = [
    ['v', v?.map(nameOf).join(',')],
    ['base', base && nameOf(base)],
    ['beside', beside && nameOf(beside)],
    ['log', log?.join(',')],
    ...(Object.entries(others) as [keyof CompareSearch, string | undefined][]),
  ]
  return fields.map(
    ([name, value]) =>
      value &&
      !without.includes(name) && <input key={name} type="hidden" name={name} value={value} />,
  )
}
