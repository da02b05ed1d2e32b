import { Chip } from './ui/chip'
import { TextLink } from './ui/text-link'

interface TagsProps {
  tags: readonly string[]
  /** Where each leads to: the list of what bears it. */
  hrefOf?: (tag: string) => string
}

/** Tags of something, side by side. */
export function Tags({ tags, hrefOf }: TagsProps) {
  return (
    <span className="flex flex-wrap gap-1">
      {tags.map((tag) => (
        <Chip key={tag}>
          {hrefOf ? (
            <TextLink href={hrefOf(tag)} quiet>
              {tag}
            </TextLink>
          ) : (
            tag
          )}
        </Chip>
      ))}
    </span>
  )
}
