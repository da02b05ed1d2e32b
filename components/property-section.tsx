import type { Json } from '@/lib/view'
import { EditLink, type EditLinkProps } from './edit-link'
import { PropertyTable } from './property-table'
import { Section } from './ui/section'

interface PropertySectionProps {
  properties: Readonly<Record<string, Json>>
  /** Left out where they never change, or the page leads to the form elsewhere. */
  edit?: EditLinkProps
}

/** Properties under their heading, and the way to change them. */
export function PropertySection({ properties, edit }: PropertySectionProps) {
  return (
    <Section title="Properties" aside={edit && <EditLink {...edit} />}>
      {Object.keys(properties).length > 0 ? (
        <PropertyTable properties={properties} />
      ) : (
        <p className="text-ink-2">None.</p>
      )}
    </Section>
  )
}
