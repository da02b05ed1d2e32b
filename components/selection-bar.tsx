import { paths, type VersionsOf } from '@/lib/paths'
import { mostAtOnce } from '@/lib/versions/at-once'
import { isList } from './bulk/meant'
import { selectionForm } from './selection'
import { SelectionCount } from './selection-count'
import { Button } from './ui/button'
import { TextLink } from './ui/text-link'

interface SelectionBarProps {
  org: string
  /** What the list asks, for what is done with all that it holds, on whatever page they are. */
  whole?: VersionsOf | undefined
  /** How many that are, in words: "1,000+". */
  matching?: string | undefined
}

/**
 * What can be done with the versions picked in a list. A plain GET form, quiet at the end of the list; it
 * comes along at the bottom of the window while something is picked.
 */
export function SelectionBar({ org, whole = {}, matching }: SelectionBarProps) {
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
      {isList(whole) && (
        <span data-all="">
          <TextLink href={paths.bulk(org, whole)}>
            All {matching} matching this filter ({mostAtOnce} at most)…
          </TextLink>
        </span>
      )}
    </form>
  )
}
