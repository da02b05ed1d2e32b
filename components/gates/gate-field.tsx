'use client'
import { type GateRow, gateOf, isFilled } from '@/lib/gates/rows'
import { directionOf } from '@/lib/metrics/direction'
import { Field, FieldError, Select, Textarea } from '../ui/field'
import { Option } from '../ui/option'

interface GateFieldProps {
  /** Of the names of its fields. */
  prefix: string
  title: string
  /** What stands in the fields at first. */
  written: GateRow
  /** What stands in them now. */
  row: GateRow
  errors: Readonly<Partial<Record<keyof GateRow, string>>>
  /** The id of the list of metrics. */
  list: string
}

/** One gate: what it compares, or its expression. The choice shows the fields that belong to it. */
export function GateField({ prefix, title, written, row, errors: told, list }: GateFieldProps) {
  const plain = { autoComplete: 'off', autoCapitalize: 'none', spellCheck: false } as const
  const id = `${prefix}says`
  const read = gateOf(row)
  // Whoever refused it knows of the expression alone: say which field keeps it from being one.
  const refused = Object.keys(told).length > 0
  const errors = refused && 'problems' in read ? { ...told, ...read.problems } : told
  return (
    <fieldset
      // The legend stands on the line, as browsers draw it.
      className="group/gate flex min-w-0 flex-col gap-4 rounded-md border border-line px-4 pt-2 pb-4"
    >
      <legend className="max-w-full px-1 font-strong wrap-anywhere">{title}</legend>
      <Field
        label="Name"
        name={`${prefix}name`}
        maxLength={100}
        autoComplete="off"
        placeholder="No worse than the approved one"
        defaultValue={written.name}
        error={errors.name}
      />
      <div className="flex flex-wrap gap-x-6 gap-y-2">
        <Option
          type="radio"
          name={`${prefix}kind`}
          value="form"
          label="Compare a metric"
          defaultChecked={written.kind === 'form'}
        />
        <Option
          type="radio"
          name={`${prefix}kind`}
          value="cel"
          label="Write an expression"
          defaultChecked={written.kind === 'cel'}
        />
      </div>
      <div className="grid gap-4 group-has-[[value=cel]:checked]/gate:hidden sm:grid-cols-2">
        <Field
          label="Metric"
          name={`${prefix}metric`}
          list={list}
          maxLength={250}
          {...plain}
          defaultValue={written.metric}
          error={errors.metric}
        />
        <Select
          label="Better is"
          name={`${prefix}direction`}
          options={[
            { value: 'higher', label: 'higher' },
            { value: 'lower', label: 'lower' },
          ]}
          defaultValue={written.direction}
        />
        <Select
          label="Held against"
          name={`${prefix}baseline`}
          options={[
            { value: 'approved', label: 'the approved version' },
            { value: 'number', label: 'a number' },
          ]}
          defaultValue={written.baseline}
        />
        <div className="hidden group-has-[[value=number]:checked]/gate:block">
          <Field
            label="The number"
            aside="itself allowed"
            name={`${prefix}bound`}
            inputMode="decimal"
            {...plain}
            defaultValue={written.bound}
            error={errors.bound}
          />
        </div>
        <div className="grid grid-cols-[1fr_1fr] items-end gap-2 group-has-[[value=number]:checked]/gate:hidden">
          <Field
            label="May be worse by"
            name={`${prefix}tolerance`}
            inputMode="decimal"
            {...plain}
            defaultValue={written.tolerance}
            error={errors.tolerance}
          />
          <Select
            label="In"
            name={`${prefix}unit`}
            options={[
              { value: 'absolute', label: 'units' },
              { value: 'percent', label: 'percent' },
            ]}
            defaultValue={written.unit}
          />
        </div>
        <div className="group-has-[[value=number]:checked]/gate:hidden sm:col-span-2">
          <Option
            type="checkbox"
            name={`${prefix}first`}
            label="Lets the first version through"
            says="while nothing is approved yet"
            defaultChecked={written.first}
          />
        </div>
        <div className="hidden group-has-[[value=number]:checked]/gate:block sm:col-span-2">
          <Option
            type="checkbox"
            name={`${prefix}exempt`}
            label="Lets the first version through"
            says="whatever its number, while nothing is approved yet"
            defaultChecked={written.exempt}
          />
        </div>
      </div>
      <div className="hidden group-has-[[value=cel]:checked]/gate:block">
        <Textarea
          label="Expression"
          aside="CEL"
          name={`${prefix}cel`}
          mono
          rows={2}
          {...plain}
          placeholder="metrics.accuracy >= 0.9 && !lineage.recalled"
          defaultValue={written.cel}
          error={errors.cel}
        />
      </div>
      {row.kind === 'form' && isFilled(row) && 'gate' in read && (
        <div className="group-has-[[value=cel]:checked]/gate:hidden">
          <p className="text-ink-2">
            As an expression:{' '}
            <code className="font-mono wrap-anywhere text-ink">{read.gate.cel}</code>
          </p>
          {row.metric && directionOf(row.metric) !== row.direction && (
            <p className="text-pending">
              By its name, {row.metric} is better {directionOf(row.metric)}.
            </p>
          )}
          {errors.cel && <FieldError id={id}>{errors.cel}</FieldError>}
        </div>
      )}
      {isFilled(written) && (
        <Option
          type="checkbox"
          name={`${prefix}removed`}
          label="Remove this gate"
          defaultChecked={written.removed}
        />
      )}
    </fieldset>
  )
}
