import type { CompareSearch } from '@/lib/paths'
import type { VersionItem } from '@/lib/versions/view'
import { StateBadge } from '../state-badge'
import { Button } from '../ui/button'
import { Disclosure } from '../ui/disclosure'
import { GetForm } from '../ui/get-form'
import { TextLink } from '../ui/text-link'
import type { CompareAddress } from './address'
import { KeptFields } from './kept-fields'

interface VersionPickerProps {
  address: CompareAddress
  search: CompareSearch
  /** The newest of the model. */
  versions: readonly Pick<VersionItem, 'uri' | 'version' | 'state' | 'aliases'>[]
  latest: number | null
  open: boolean
  /** Where versions of other models come in. */
  elsewhereHref: string
}

/** Chooses which versions of a model are compared. */
export function VersionPicker(props: VersionPickerProps) {
  const { address, search, versions, latest, open, elsewhereHref } = props
  const chosen = search.v ?? []
  const listed = new Set(versions.map(({ uri }) => uri))
  const others = chosen.filter((uri) => !listed.has(uri))
  return (
    <div data-screen-only="">
      <Disclosure summary="Select versions" open={open}>
        <GetForm
          key={JSON.stringify(search)}
          action={address.action}
          label="Select versions"
          className="flex flex-col gap-3"
        >
          <KeptFields search={search} address={address} without={['v']} />
          <ul className="grid max-h-64 grid-cols-[repeat(auto-fill,minmax(13rem,1fr))] gap-x-4 overflow-y-auto">
            {others.map((uri) => (
              <li key={uri}>
                <Choice name={address.nameOf(uri)} chosen>
                  {uri}
                </Choice>
              </li>
            ))}
            {versions.map(({ uri, version, state, aliases }) => (
              <li key={uri}>
                <Choice name={address.nameOf(uri)} chosen={chosen.includes(uri)}>
                  v{version} <StateBadge state={state} />
                  {(version === latest || aliases.length > 0) && (
                    <span className="truncate text-ink-2">
                      {[...(version === latest ? ['latest'] : []), ...aliases].join(', ')}
                    </span>
                  )}
                </Choice>
              </li>
            ))}
          </ul>
          <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
            <Button>Compare</Button>
            <TextLink href={elsewhereHref}>With versions of other models</TextLink>
          </div>
        </GetForm>
      </Disclosure>
    </div>
  )
}

function Choice({
  name,
  chosen,
  children,
}: {
  name: string
  chosen: boolean
  children: React.ReactNode
}) {
  return (
    <label className="flex min-h-8 min-w-0 items-center gap-2 wrap-anywhere pointer-coarse:min-h-11">
      <input
        type="checkbox"
        name="v"
        value={name}
        defaultChecked={chosen}
        className="size-4 shrink-0 accent-(--ink) pointer-coarse:size-6"
      />
      {children}
    </label>
  )
}
