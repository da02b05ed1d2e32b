import type { VersionItem } from '@/lib/versions/view'
import { Button, ButtonLink } from '../ui/button'
import { GetForm } from '../ui/get-form'

interface VersionPickerProps {
  action: string
  /** Whose lineage is shown. */
  version: number
  /** The newest of the model. */
  versions: readonly Pick<VersionItem, 'version' | 'state' | 'aliases'>[]
  latest: number | null
  impactHref: string
}

/** Chooses the version of a model whose lineage is shown. */
export function VersionPicker(props: VersionPickerProps) {
  const { action, version, versions, latest, impactHref } = props
  const listed = versions.some((one) => one.version === version)
  return (
    <div data-screen-only="" className="flex flex-wrap items-center justify-between gap-2">
      <GetForm
        key={version}
        action={action}
        label="Version"
        className="flex min-w-0 flex-wrap items-center gap-2"
      >
        <label className="flex min-w-0 items-center gap-2">
          Version
          <select
            name="version"
            defaultValue={version}
            className="h-8 min-w-0 max-w-72 rounded-md border border-line-strong bg-paper pr-7 pl-2.5 pointer-coarse:h-11"
          >
            {!listed && (
              <option value={version}>
                v{version} {version === latest && 'approved, latest'}
              </option>
            )}
            {versions.map((one) => (
              <option key={one.version} value={one.version}>
                v{one.version} {wordsOf(one, latest)}
              </option>
            ))}
          </select>
        </label>
        <span data-unscripted="">
          <Button>Show</Button>
        </span>
      </GetForm>
      <ButtonLink href={impactHref}>What depends on it</ButtonLink>
    </div>
  )
}

/** "approved, latest, production" */
function wordsOf(
  { version, state, aliases }: VersionPickerProps['versions'][number],
  latest: number | null,
): string {
  return [state, ...(version === latest ? ['latest'] : []), ...aliases].join(', ')
}
