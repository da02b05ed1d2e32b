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
      {changes.map((change) => {
        const { before, after } = onlyWhatDiffers(change)
        return (
          <div
            key={change.field}
            className="grid gap-x-3 py-0.5 sm:grid-cols-[12rem_minmax(0,1fr)]"
          >
            <dt className="text-ink-2 wrap-anywhere">{change.field || 'value'}</dt>
            <dd className="flex min-w-0 flex-col">
              {before !== undefined && (
                <del className="flex gap-2 text-rejected no-underline">
                  <span aria-hidden="true">−</span>
                  <Value text={textOf(before, names)} struck />
                </del>
              )}
              {after !== undefined && (
                <ins className="flex gap-2 text-approved no-underline">
                  <span aria-hidden="true">+</span>
                  <Value text={textOf(after, names)} />
                </ins>
              )}
            </dd>
          </div>
        )
      })}
    </dl>
  )
}

/** More of a value than this is shown when asked for. */
const longest = 240

function Value({ text, struck = false }: { text: string; struck?: boolean }) {
  const whole = (
    <span
      className={`min-w-0 whitespace-pre-wrap wrap-anywhere ${struck ? 'line-through decoration-1' : ''}`}
    >
      {text}
    </span>
  )
  if (text.length <= longest) return whole
  return (
    <details className="min-w-0">
      <summary className="wrap-anywhere">
        {text.slice(0, 80)}… <span className="underline">all {text.length} characters</span>
      </summary>
      {whole}
    </details>
  )
}

/** Of two lists of words, those that went and those that came; where only their order differs, both. */
function onlyWhatDiffers({ before, after }: FieldChange): Pick<FieldChange, 'before' | 'after'> {
  if (!isPlainList(before) || !isPlainList(after)) return { before, after }
  const gone = before.filter((one) => !after.includes(one))
  const come = after.filter((one) => !before.includes(one))
  if (gone.length === 0 && come.length === 0) return { before, after }
  return {
    before: gone.length > 0 ? gone : undefined,
    after: come.length > 0 ? come : undefined,
  }
}

function isPlainList(value: Json | undefined): value is (string | number | boolean | null)[] {
  return Array.isArray(value) && value.every((one) => typeof one !== 'object' || one === null)
}

function textOf(value: Json, names: Readonly<Record<string, string>>): string {
  if (value === null) return 'none'
  if (value === '') return '""'
  if (Array.isArray(value) && value.length === 0) return 'none'
  if (isPlainList(value)) return value.map((one) => textOf(one, names)).join(', ')
  return typeof value === 'string' ? (ownValue(names, value) ?? value) : JSON.stringify(value)
}
