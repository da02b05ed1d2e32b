'use client'
import { directionOf } from '@/lib/metrics/direction'
import { ActionForm } from './action-form'
import type { FormAction } from './action-result'
import { Field, Select } from './ui/field'

interface MetricFormProps {
  metric: { key: string; direction: 'lower' | 'higher' | null; unit: string }
  /** Reads `direction` and `unit` from the form. */
  save: FormAction
  cancelHref: string
}

/** Which way is better for a metric, and in which unit it is. */
export function MetricForm({ metric, save, cancelHref }: MetricFormProps) {
  const { key, direction, unit } = metric
  return (
    <ActionForm
      action={save}
      button="Save"
      kind="primary"
      cancelHref={cancelHref}
      shown={['direction', 'unit']}
    >
      {(failure) => (
        <>
          <Select
            label="Better"
            name="direction"
            hint="What comparisons, reviews and drawings say of two values."
            defaultValue={failure?.values?.direction ?? direction ?? ''}
            error={failure?.fields?.direction}
            options={[
              { value: '', label: `As its name suggests: ${directionOf(key)}` },
              { value: 'lower', label: 'Lower is better' },
              { value: 'higher', label: 'Higher is better' },
            ]}
          />
          <Field
            label="Unit"
            aside="optional"
            name="unit"
            hint="Stands beside the name: ms, MB, %."
            maxLength={20}
            autoComplete="off"
            defaultValue={failure?.values?.unit ?? unit}
            error={failure?.fields?.unit}
          />
        </>
      )}
    </ActionForm>
  )
}
