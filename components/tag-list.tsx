import { Chip } from './ui/chip'
import { TextLink } from './ui/text-link'

interface TagListProps {
  tags: readonly string[]
  /** Where the things with this tag are listed. */
  hrefOf?: (tag: string) => string
}

/** The tags of something, each a small fact beside the others. */
export function TagList({ tags, hrefOf }: TagListProps) {
  return (
    <ul aria-label="Tags" className="flex min-w-0 flex-wrap gap-1">
      {tags.map((tag) => (
        <li key={tag} className="flex min-w-0">
          {hrefOf ? (
            <TextLink href={hrefOf(tag)} quiet className="flex min-w-0">
              <Chip>{tag}</Chip>
            </TextLink>
          ) : (
            <Chip>{tag}</Chip>
          )}
        </li>
      ))}
    </ul>
  )
}
