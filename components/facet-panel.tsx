import Link from 'next/link'
import { count, plural } from '@/lib/format'
import { Disclosure } from './ui/disclosure'
import { CheckIcon, ChevronIcon } from './ui/icons'

export interface FacetView {
  /** What is counted: "State". */
  label: string
  values: readonly FacetValue[]
}

interface FacetValue {
  value: string
  label: string
  count: number
  /** The list narrowed to it; where it is already, the list without. */
  href: string
  on: boolean
}

interface FacetPanelProps {
  /** What is listed, in the plural: "models". */
  what: string
  facets: readonly FacetView[]
  /** Only the newest thousand were counted, so that each count is the least. */
  more: boolean
}

/** What there is among the rows, counted: each value narrows the list to it, and is left again the same way. */
export function FacetPanel({ what, facets, more }: FacetPanelProps) {
  return (
    <nav aria-label={`Narrow the ${what}`} data-screen-only="">
      <details data-facets="" className="group/details min-w-0">
        <summary className="inline-flex min-h-6 items-center @min-[40rem]/list:min-h-8 gap-1 rounded-sm text-ink-2 hover:text-ink pointer-coarse:min-h-11">
          <ChevronIcon className="transition-transform duration-100 group-open/details:rotate-90" />
          Narrow down
        </summary>
        <div className="grid grid-cols-[repeat(auto-fill,minmax(11rem,1fr))] gap-x-8 gap-y-4 pt-1">
          {facets.map((facet) => (
            <Facet key={facet.label} {...{ what, facet, more }} />
          ))}
        </div>
        {more && <p className="pt-3 text-ink-2">Counted among the newest 1,000.</p>}
      </details>
    </nav>
  )
}

interface FacetProps extends Pick<FacetPanelProps, 'what' | 'more'> {
  facet: FacetView
}

/** Values that are shown at once; those that are chosen come with them. */
const shownAtOnce = 8

function Facet({ what, facet: { label, values }, more }: FacetProps) {
  const first = values.filter(({ on }, at) => on || at < shownAtOnce)
  const rest = values.filter((value) => !first.includes(value))
  return (
    <Disclosure summary={label} open>
      <Values {...{ what, values: first, more }} />
      {rest.length > 0 && (
        <Disclosure summary={`${rest.length} more`}>
          <Values {...{ what, values: rest, more }} />
        </Disclosure>
      )}
    </Disclosure>
  )
}

interface ValuesProps extends Pick<FacetPanelProps, 'what' | 'more'> {
  values: readonly FacetValue[]
}

function Values({ what, values, more }: ValuesProps) {
  return (
    <ul>
      {values.map((value) => (
        <li key={value.value}>
          <Link
            href={value.href}
            prefetch={false}
            aria-current={value.on || undefined}
            className="flex min-h-7 items-center gap-2 rounded-sm hover:bg-hover aria-[current]:font-strong pointer-coarse:min-h-11"
          >
            <span className="min-w-0 flex-1 truncate" title={value.label}>
              {value.label}
            </span>
            {value.on && <CheckIcon className="text-ink-2" />}
            <span className="sr-only">
              {value.on && 'chosen, '}
              {more && 'at least '}
              {plural(value.count, what.slice(0, -1))}
            </span>
            <span aria-hidden="true" className="font-regular text-ink-2">
              {count(value.count)}
              {more && '+'}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  )
}
