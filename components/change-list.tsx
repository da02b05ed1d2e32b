import type { Json } from '@/lib/view'
import type { FieldChange } from './field-changes'

/** Field changes: what was, struck and with a minus; what is, with a plus. Signs come before colour. */
export function ChangeList({ changes }: { changes: readonly FieldChange[] }) {
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
                  {textOf(before)}
                </span>
              </del>
            )}
            {after !== undefined && (
              <ins className="flex gap-2 text-approved no-underline">
                <span aria-hidden="true">+</span>
                <span className="min-w-0 whitespace-pre-wrap">{textOf(after)}</span>
              </ins>
            )}
          </dd>
        </div>
      ))}
    </dl>
  )
}

function textOf(value: Json): string {
  if (value === null) return 'none'
  if (value === '') return '""'
  return typeof value === 'string' ? value : JSON.stringify(value)
}
