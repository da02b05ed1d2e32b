import { toggleValue, valuesOf } from '@/lib/filter/edit'
import type { FacetView } from './facet-panel'

export interface Facet {
  /** As a filter names it. */
  key: string
  label: string
  values: readonly { value: string; label: string; count: number }[]
}

/** Facets as links: each value narrows the filter to it, or, where it is asked for already, leaves it out. */
export function facetViews(
  facets: readonly Facet[],
  q: string | undefined,
  hrefOf: (q: string) => string,
): FacetView[] {
  const text = q ?? ''
  const found = facets.filter(({ values }) => values.length > 0)
  return found.map(({ key, label, values }) => {
    const asked = valuesOf(text, key)
    return {
      label,
      values: values.map((value) => ({
        ...value,
        label: key === 'state' ? capital(value.label) : value.label,
        on: asked.includes(value.value),
        href: hrefOf(toggleValue(text, key, value.value)),
      })),
    }
  })
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
