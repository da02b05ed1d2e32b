import type { Json } from '@/lib/view'
import { Disclosure } from '../ui/disclosure'

interface FacetListProps {
  /** What they are of: "the run". */
  of: string
  facets: Record<string, Json>
}

/** Facets as their producer sent them, secrets hidden. */
export function FacetList({ of, facets }: FacetListProps) {
  return (
    <ul className="flex flex-col" aria-label={`Facets of ${of}`}>
      {Object.entries(facets).map(([name, facet]) => (
        <li key={name} className="border-b border-line py-1.5">
          <Disclosure
            summary={<span className="min-w-0 font-mono wrap-anywhere text-ink">{name}</span>}
          >
            <JsonBlock label={`${name} of ${of}`} value={facet} />
          </Disclosure>
        </li>
      ))}
    </ul>
  )
}

/** JSON to read, in a place of its own that scrolls. */
export function JsonBlock({ label, value }: { label: string; value: Json }) {
  return (
    <section
      // Reachable by keyboard, since it scrolls.
      tabIndex={0}
      aria-label={label}
      className="max-h-96 overflow-auto rounded-md border border-line bg-sunken"
    >
      <pre className="px-3 py-2 font-mono whitespace-pre-wrap wrap-anywhere">
        {JSON.stringify(value, null, 2)}
      </pre>
    </section>
  )
}
