import { Chip } from './ui/chip'

/** The tags of something, each a small fact beside the others. */
export function TagList({ tags, label = 'Tags' }: { tags: readonly string[]; label?: string }) {
  return (
    <ul aria-label={label} className="flex min-w-0 flex-wrap gap-1">
      {tags.map((tag) => (
        <li key={tag} className="flex min-w-0">
          <Chip>{tag}</Chip>
        </li>
      ))}
    </ul>
  )
}
