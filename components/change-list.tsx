import { ownValue } from '@/lib/own-value'
import type { Json } from '@/lib/view'
import type { FieldChange } from './field-changes'

interface ChangeListProps {
  changes: readonly FieldChange[]
  /** Shown in place of ids: the people of whom a record speaks. */
  names?: Readonly<Record<string, string>>
}

/** Field changes: what was, struck and with a minus; what is, with a plus. Signs come before colour. */
export function ChangeList({ changes, names = {} }: ChangeListProps) {
  return (
    <dl className="flex flex-col font-mono">
      {changes.map(({ field, before, after }) => (
        <div key={field} className="grid gap-x-3 py-0.5 sm:grid-cols-[12rem_minmax(0,1fr)]">
          <dt className="text-ink-2">{field || 'value'}</dt>
          <dd className="flex min-w-0 flex-col">
            {before !== undefined && (
              <del className="flex gap-2 text-rejected no-underline">
                <span aria-hidden="true">−</span>
                <span className="min-w-0 whitespace-pre-wrap line-through decoration-1">
                  {textOf(before, names)}
                </span>
              </del>
            )}
            {after !== undefined && (
              <ins className="flex gap-2 text-approved no-underline">
                <span aria-hidden="true">+</span>
                <span className="min-w-0 whitespace-pre-wrap">{textOf(after, names)}</span>
              </ins>
            )}
          </dd>
        </div>
      ))}
    </dl>
  )
}

function textOf(value: Json, names: Readonly<Record<string, string>>): string {
  if (value === null) return 'none'
  if (value === '') return '""'
  if (Array.isArray(value) && value.some((one) => typeof one === 'string' && ownValue(names, one)))
    return value.map((one) => textOf(one, names)).join(', ')
  return typeof value === 'string' ? (ownValue(names, value) ?? value) : JSON.stringify(value)
}
