import { Chip } from './ui/chip'
import { LockIcon } from './ui/icons'
import { TextLink } from './ui/text-link'

interface AliasChipsProps {
  names: readonly string[]
  /** Where the history of each is; none for `latest`, which is no alias. */
  hrefOf?: (name: string) => string
  /** Those that the policy protects. */
  locked?: readonly string[]
}

/** The names that a version goes by besides its own; each leads to its history. */
export function AliasChips({ names, hrefOf, locked = [] }: AliasChipsProps) {
  if (names.length === 0) return null
  return (
    <ul aria-label="Aliases" className="flex min-w-0 flex-wrap gap-1">
      {names.map((name) => (
        <li key={name} className="flex min-w-0">
          <AliasChip
            name={name}
            href={name === 'latest' ? undefined : hrefOf?.(name)}
            locked={locked.includes(name)}
          />
        </li>
      ))}
    </ul>
  )
}

/** One name, with a lock where the policy protects it. */
export function AliasChip({
  name,
  href,
  locked = false,
}: {
  name: string
  href?: string | undefined
  locked?: boolean
}) {
  const chip = (
    <Chip mono>
      {locked && (
        <>
          <LockIcon className="mr-1 inline-block size-3 align-[-1px]" />
          <span className="sr-only">Protected: </span>
        </>
      )}
      {name}
    </Chip>
  )
  return href ? (
    <TextLink href={href} quiet className="min-w-0">
      {chip}
    </TextLink>
  ) : (
    chip
  )
}
