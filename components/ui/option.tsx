import type { ComponentProps } from 'react'
import { useOwnId } from './own-id'

type OptionProps = Omit<ComponentProps<'input'>, 'id' | 'className' | 'type'> & {
  type: 'radio' | 'checkbox'
  label: string
  /** What choosing it means. */
  says?: string
}

/** One choice of several, with what it means beside its name. */
export function Option({ label, says, ...rest }: OptionProps) {
  const id = useOwnId('option', rest.name, label)
  return (
    <div className="flex items-start gap-2.5">
      <input
        {...rest}
        id={id}
        aria-describedby={says ? `${id}-says` : undefined}
        className="mt-0.5 size-4 shrink-0 accent-(--ink) pointer-coarse:size-6"
      />
      <p className="min-w-0">
        <label htmlFor={id}>{label}</label>
        {says && (
          <span id={`${id}-says`} className="text-ink-2">
            {' '}
            – {says}
          </span>
        )}
      </p>
    </div>
  )
}
