import { Chip } from './ui/chip'

/** The names that a version goes by besides its own. */
export function AliasChips({ names }: { names: readonly string[] }) {
  if (names.length === 0) return null
  return (
    <ul aria-label="Aliases" className="flex min-w-0 flex-wrap gap-1">
      {names.map((name) => (
        <li key={name} className="flex min-w-0">
          <Chip mono>{name}</Chip>
        </li>
      ))}
    </ul>
  )
}
