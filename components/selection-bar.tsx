import { paths } from '@/lib/paths'
import { mostAtOnce } from '@/lib/versions/at-once'
import { selectionForm } from './selection'
import { SelectionCount } from './selection-count'
import { Button } from './ui/button'
import { TextLink } from './ui/text-link'

interface SelectionBarProps {
  org: string
  /** The filter of the list, for what is done with all that it matches, on whatever page they are. */
  q?: string | undefined
  /** How many that are, in words: "1,000+". */
  matching?: string | undefined
}

/**
 * What can be done with the versions picked in a list. A plain GET form, quiet at the end of the list; it
 * comes along at the bottom of the window while something is picked.
 */
export function SelectionBar({ org, q, matching }: SelectionBarProps) {
  return (
    <form
      id={selectionForm}
      method="get"
      action={paths.bulk(org)}
      aria-label="With the selected versions"
      data-selection=""
      className="flex flex-wrap items-center gap-x-4 gap-y-2 border-y border-line bg-paper py-2"
    >
      <span data-scripted="">
        <SelectionCount />
      </span>
      <span className="flex flex-wrap gap-2">
        <Button formAction={paths.compare(org)} data-compare="">
          Compare
        </Button>
        <Button name="do" value="decide">
          Decide…
        </Button>
        <Button name="do" value="tag">
          Tag…
        </Button>
        <Button name="do" value="archive">
          Archive…
        </Button>
      </span>
      {q && (
        <span data-all="">
          <TextLink href={paths.bulk(org, { q })}>
            All {matching} matching this filter ({mostAtOnce} at most)…
          </TextLink>
        </span>
      )}
    </form>
  )
}
