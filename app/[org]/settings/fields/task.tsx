import { ConfirmForm } from '@/components/confirm-form'
import { FieldForm } from '@/components/fields/field-form'
import { Section } from '@/components/ui/section'
import type { Field } from '@/lib/fields/view'
import { paths } from '@/lib/paths'
import { define, remove, update } from './actions'

interface FieldTaskProps {
  org: string
  /** Which is changed; without one, a field is defined. */
  field: Field | undefined
}

/** The form above the list: a new field, or what one is. */
export function FieldTask({ org, field }: FieldTaskProps) {
  const cancelHref = paths.fields(org)
  if (!field)
    return (
      <div className="mb-8">
        <Section title="Define a field">
          <FieldForm field={null} save={define.bind(null, { org })} cancelHref={cancelHref} />
        </Section>
      </div>
    )
  const { key, label } = field
  return (
    <div className="mb-8">
      <Section title={`Field ${label}`}>
        <div className="flex max-w-xl flex-col gap-5">
          <FieldForm
            key={key}
            field={field}
            save={update.bind(null, { org, key })}
            cancelHref={cancelHref}
          />
          <ConfirmForm
            action={remove.bind(null, { org, key })}
            label="Remove"
            of={label}
            warning="No model shows it any more. What models say in it is kept, and comes back if the field is defined again under the same key."
            confirm={`Remove ${label}`}
          />
        </div>
      </Section>
    </div>
  )
}
