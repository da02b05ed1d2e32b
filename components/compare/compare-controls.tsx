import type { Comparison } from '@/lib/compare/view'
import { plural } from '@/lib/format'
import { type CompareSearch, paths } from '@/lib/paths'
import { Button } from '../ui/button'
import { GetForm } from '../ui/get-form'
import type { CompareAddress } from './address'
import { KeptFields } from './kept-fields'
import { namesOf } from './scatter-data'

interface CompareControlsProps {
  org: string
  /** With the base first. */
  comparison: Comparison
  diff: boolean
  /** How many rows agree in all versions. */
  same: number
  beside: string
  address: CompareAddress
  search: CompareSearch
}

/** Only what differs, and which one stands beside the base on a phone. Part of the address. */
export function CompareControls(props: CompareControlsProps) {
  const { org, comparison, diff, same, beside, address, search } = props
  const { versions } = comparison
  const names = namesOf(versions)
  return (
    <div
      className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2"
      data-screen-only=""
    >
      <GetForm
        key={JSON.stringify(search)}
        action={address.action}
        label="What is shown"
        className="flex flex-wrap items-center gap-x-4 gap-y-2"
        stays
      >
        <KeptFields search={search} address={address} without={['diff', 'beside']} />
        <label className="flex items-center gap-2 pointer-coarse:min-h-11">
          <input
            type="checkbox"
            name="diff"
            value="1"
            defaultChecked={diff}
            data-submits=""
            className="size-4 accent-(--ink) pointer-coarse:size-6"
          />
          Differences only
        </label>
        {versions.length > 2 && (
          <label className="flex min-w-0 items-center gap-1.5 text-ink-2 md:hidden">
            Beside {names[0]}
            <select
              name="beside"
              defaultValue={address.nameOf(beside)}
              className="h-8 min-w-0 max-w-48 rounded-md border border-line-strong bg-paper pr-7 pl-2.5 text-ink pointer-coarse:h-11"
            >
              {versions.slice(1).map(({ uri }, at) => (
                <option key={uri} value={address.nameOf(uri)}>
                  {names[at + 1]}
                </option>
              ))}
            </select>
          </label>
        )}
        <span data-unscripted="">
          <Button>Show</Button>
        </span>
        {same > 0 && (
          <span className="text-ink-2">
            {diff
              ? `${plural(same, 'row')} left out, in which all agree`
              : `${plural(same, 'row')} in which all agree`}
          </span>
        )}
      </GetForm>
      <a
        href={paths.compareCsv(org, { v: search.v, base: search.base, diff: search.diff })}
        download
        className="link"
      >
        CSV
      </a>
    </div>
  )
}
