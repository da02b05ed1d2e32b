import type { ModelField } from '@/lib/fields/view'
import { EditLink, type EditLinkProps } from '../edit-link'
import { Properties } from '../ui/properties'
import { Section } from '../ui/section'
import { FieldText } from './field-text'

interface ModelFieldsProps {
  fields: readonly ModelField[]
  edit: EditLinkProps
}

/** What the organization wants to know of its models, and what this one says. */
export function ModelFields({ fields, edit }: ModelFieldsProps) {
  if (fields.length === 0) return null
  return (
    <Section title="Properties" aside={<EditLink {...edit} />}>
      <div className="border-t border-line">
        <Properties
          items={fields.map((field) => ({
            label: field.label,
            value: <FieldText kind={field.kind} value={field.value} required={field.required} />,
          }))}
        />
      </div>
    </Section>
  )
}
