'use client'
import { type FormEvent, useId, useState } from 'react'
import { emptyRow, type GateRow, gatePrefix, isFilled, rowOf, rowsOf } from '@/lib/gates/rows'
import type { Gate } from '@/lib/policies/rules'
import { Disclosure } from '../ui/disclosure'
import { FieldError } from '../ui/field'
import { GateField } from './gate-field'

interface GateFieldsProps {
  /** Those that are set. */
  gates: readonly Gate[]
  /** What a refused form was sent with, instead of them. */
  sent: Readonly<Record<string, string>> | undefined
  /** The fields of a refusal: `gates`, `gates.0.name`, counting the gates that stay. */
  errors: Readonly<Record<string, string>>
  /** Names of metrics, offered while writing. */
  metrics: readonly string[]
}

/**
 * The gates of a policy inside a form, each by fields or as an expression, and an empty one to add. Fields
 * are `gates.0.name` and so on; `gatesOf()` reads them. Needs no script: with it the expression is shown
 * while it comes about, and there is always one more to fill in.
 */
export function GateFields({ gates, sent, errors, metrics }: GateFieldsProps) {
  const list = useId()
  const [first] = useState(() =>
    sent ? rowsOf(behind(Object.entries(sent))).filter(isFilled) : gates.map(rowOf),
  )
  const [rows, setRows] = useState(first)
  const [count, setCount] = useState(first.length + 1)

  function follow({ currentTarget }: FormEvent<HTMLElement>) {
    const form = currentTarget.closest('form')
    if (!form) return
    const now = rowsOf(behind([...new FormData(form)]))
    setRows(now)
    const last = now[count - 1]
    if (last && isFilled(last)) setCount(count + 1)
  }

  let kept = 0
  return (
    <div className="flex min-w-0 flex-col gap-4" onInput={follow}>
      {errors.gates && <FieldError id={`${list}-error`}>{errors.gates}</FieldError>}
      {Array.from({ length: count }, (_, at) => {
        const row = rows[at] ?? emptyRow
        const place = row.removed || !isFilled(row) ? null : kept++
        const field = (
          <GateField
            // Rows have no identity but their place, and keep it.
            // biome-ignore lint/suspicious/noArrayIndexKey: nothing is ever moved
            key={at}
            prefix={`${gatePrefix}${at}.`}
            title={row.name.trim() || (at < first.length ? `Gate ${at + 1}` : 'New gate')}
            written={first[at] ?? emptyRow}
            row={row}
            errors={place === null ? {} : errorsOf(errors, place)}
            list={list}
          />
        )
        return at !== first.length ? (
          field
        ) : (
          <Disclosure
            key="new"
            summary={first.length ? 'Add a gate' : 'Add the first gate'}
            open={!first.length}
          >
            {field}
          </Disclosure>
        )
      })}
      <datalist id={list}>
        {metrics.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </div>
  )
}

/** What stands behind the prefix of the fields, with its text. */
function behind(fields: readonly (readonly [string, FormDataEntryValue])[]): [string, string][] {
  return fields.flatMap(([name, value]): [string, string][] =>
    name.startsWith(gatePrefix) && typeof value === 'string'
      ? [[name.slice(gatePrefix.length), value]]
      : [],
  )
}

type RowErrors = Partial<Record<keyof GateRow, string>>

function errorsOf(errors: Readonly<Record<string, string>>, place: number): RowErrors {
  const prefix = `${gatePrefix}${place}.`
  return Object.fromEntries(
    Object.entries(errors).flatMap(([field, message]) =>
      field.startsWith(prefix) ? [[field.slice(prefix.length), message]] : [],
    ),
  )
}
