'use client'
import { useId } from 'react'
import { FieldError, Textarea } from '../ui/field'
import { Option } from '../ui/option'
import { useBulk } from './bulk-context'
import { fields } from './read-form'

const rests = [
  { value: 'leave', label: 'Leave them' },
  { value: 'reject', label: 'Reject them' },
  { value: 'approve', label: 'Approve them too' },
]

/** What becomes of the versions that are not picked, and why. */
export function DecideFields() {
  const { values, problems } = useBulk()
  const id = useId()
  const rest = values[fields.rest] ?? 'leave'
  const error = problems[fields.rest]
  return (
    <div className="flex max-w-3xl flex-col gap-5">
      <fieldset aria-describedby={error ? `${id}-rest` : undefined} className="flex flex-col gap-2">
        <legend className="mb-2 font-strong">The other pending ones</legend>
        <div className="flex flex-wrap gap-x-6 gap-y-2">
          {rests.map(({ value, label }) => (
            <Option
              key={value}
              type="radio"
              name={fields.rest}
              value={value}
              label={label}
              defaultChecked={rest === value}
            />
          ))}
        </div>
        {error && (
          <div tabIndex={-1} data-failure="" className="outline-none">
            <FieldError id={`${id}-rest`}>{error}</FieldError>
          </div>
        )}
      </fieldset>
      <div className="grid gap-5 md:grid-cols-2">
        <Textarea
          label="Note on approvals"
          name={fields.approveNote}
          aside="optional"
          rows={3}
          maxLength={10_000}
          defaultValue={values[fields.approveNote]}
          error={problems[fields.approveNote]}
        />
        <Textarea
          label="Reason for rejecting"
          name={fields.rejectNote}
          aside="required to reject, or to set back to pending"
          rows={3}
          maxLength={10_000}
          defaultValue={values[fields.rejectNote]}
          error={problems[fields.rejectNote]}
        />
      </div>
    </div>
  )
}
