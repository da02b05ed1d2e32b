'use client'
import { Button } from '../ui/button'
import { FieldError } from '../ui/field'
import { CloseIcon } from '../ui/icons'
import { focusNext } from './focus-next'
import type { Pair } from './pairs'

interface PairRowsProps {
  /** "Metric" */
  what: string
  pairs: readonly Pair[]
  change: (pairs: readonly Pair[]) => void
  problems: ReadonlyMap<number, string>
  placeholder: { key: string; value: string }
  numeric?: boolean
}

const input =
  'h-9 w-full min-w-0 rounded-md border border-line-strong bg-paper px-2.5 font-mono placeholder:text-ink-3 aria-invalid:border-rejected pointer-coarse:h-11'

/** Rows of a name and a value each, as many as are wanted. */
export function PairRows(props: PairRowsProps) {
  const { what, pairs, change, problems, placeholder, numeric = false } = props
  const set = (id: number, part: Partial<Pair>) =>
    change(pairs.map((pair) => (pair.id === id ? { ...pair, ...part } : pair)))
  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className="mb-1.5 font-strong">
        {what}s <span className="font-regular text-ink-2">(optional)</span>
      </legend>
      {pairs.map(({ id, key, value }, index) => {
        const problem = problems.get(id)
        const described = problem && { 'aria-describedby': `${what}-${id}`, 'aria-invalid': true }
        return (
          <div key={id} data-row="" className="flex flex-col gap-1">
            <div className="grid grid-cols-[minmax(0,1fr)_minmax(0,1fr)_auto] items-center gap-2">
              <input
                {...described}
                ref={focusNew}
                aria-label={`${what} ${index + 1}, name`}
                value={key}
                placeholder={placeholder.key}
                autoCapitalize="none"
                spellCheck={false}
                onChange={({ target }) => set(id, { key: target.value })}
                className={input}
              />
              <input
                {...described}
                aria-label={`${what} ${index + 1}, value`}
                value={value}
                placeholder={placeholder.value}
                inputMode={numeric ? 'decimal' : 'text'}
                autoCapitalize="none"
                spellCheck={false}
                onChange={({ target }) => set(id, { value: target.value })}
                className={input}
              />
              <button
                type="button"
                data-remove=""
                aria-label={`Remove ${what.toLowerCase()} ${index + 1}`}
                onClick={({ currentTarget }) => {
                  const fieldset = currentTarget.closest('fieldset')
                  focusNext(
                    currentTarget.closest('[data-row]'),
                    fieldset?.querySelector<HTMLElement>('[data-add]'),
                  )
                  change(pairs.filter((pair) => pair.id !== id))
                }}
                className="inline-flex size-6 items-center justify-center rounded-sm text-ink-3 hover:bg-hover hover:text-ink pointer-coarse:size-11"
              >
                <CloseIcon />
              </button>
            </div>
            {problem && <FieldError id={`${what}-${id}`}>{problem}</FieldError>}
          </div>
        )
      })}
      <Button type="button" data-add="" onClick={() => change([...pairs, newPair(pairs)])}>
        Add {what.toLowerCase()}
      </Button>
    </fieldset>
  )
}

/** Rows come one by one, by a person who goes on to write in them. */
const focusNew = (input: HTMLInputElement | null) => input?.focus()

function newPair(pairs: readonly Pair[]): Pair {
  return { id: Math.max(0, ...pairs.map(({ id }) => id)) + 1, key: '', value: '' }
}
