import type { ComponentProps, ReactNode } from 'react'
import { ErrorIcon } from './error-icon'
import { useOwnId } from './own-id'

const control =
  'w-full rounded-md border border-line-strong bg-paper px-2.5 text-data text-ink placeholder:text-ink-3 aria-invalid:border-rejected'

interface Described {
  label: string
  /** Stands under the label: what is wanted, in which form. */
  hint?: ReactNode
  /** What is wrong with it; read out with the control. */
  error?: string | null | undefined
  /** Shown beside the label, for instance "optional". */
  aside?: string
}

type FieldProps = Described & Omit<ComponentProps<'input'>, 'id'>

/** A labelled text input. */
export function Field({ label, hint, error, aside, ...rest }: FieldProps) {
  const ids = useIds(rest.name ?? label, hint, error)
  return (
    <Labelled {...{ label, hint, error, ids }} {...(aside ? { aside } : {})}>
      <input
        {...rest}
        {...ids.control}
        className={`${control} h-9 file:mr-2 pointer-coarse:h-11 ${rest.type === 'file' ? 'py-1.5' : ''}`}
      />
    </Labelled>
  )
}

type TextareaProps = Described &
  Omit<ComponentProps<'textarea'>, 'id'> & {
    /** For code, whose columns line up. */
    mono?: boolean
    /** For long texts: much room before anything is written. */
    tall?: boolean
  }

export function Textarea(props: TextareaProps) {
  const { label, hint, error, aside, mono, tall, rows = 4, ...rest } = props
  const ids = useIds(rest.name ?? label, hint, error)
  return (
    <Labelled {...{ label, hint, error, ids }} {...(aside ? { aside } : {})}>
      <textarea
        {...rest}
        {...ids.control}
        rows={rows}
        className={`${control} field-sizing-content ${tall ? 'max-h-[70dvh] min-h-60' : 'max-h-96 min-h-20'} resize-y py-2 ${mono ? 'font-mono' : 'text-prose'}`}
      />
    </Labelled>
  )
}

type SelectProps = Described &
  Omit<ComponentProps<'select'>, 'id' | 'children'> & {
    options: readonly { value: string; label: string }[]
  }

/** A native select: reachable by touch, keyboard and screen reader as people know it. */
export function Select({ label, hint, error, aside, options, ...rest }: SelectProps) {
  const ids = useIds(rest.name ?? label, hint, error)
  return (
    <Labelled {...{ label, hint, error, ids }} {...(aside ? { aside } : {})}>
      <select {...rest} {...ids.control} className={`${control} h-9 pr-8 pointer-coarse:h-11`}>
        {options.map(({ value, label: text }) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </Labelled>
  )
}

/** The sentence under a control that says what is wrong. */
export function FieldError({ id, children }: { id: string; children: string }) {
  return (
    <p id={id} className="flex gap-1.5 text-data text-rejected">
      <ErrorIcon className="mt-0.5" />
      <span>{children}</span>
    </p>
  )
}

interface Ids {
  hint: string
  error: string
  control: { id: string; 'aria-describedby'?: string; 'aria-invalid'?: true }
}

function useIds(name: string, hint: ReactNode, error: string | null | undefined): Ids {
  const id = useOwnId('field', name)
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ')
  return {
    hint: `${id}-hint`,
    error: `${id}-error`,
    control: {
      id,
      ...(described ? { 'aria-describedby': described } : {}),
      ...(error ? { 'aria-invalid': true as const } : {}),
    },
  }
}

function Labelled({
  label,
  hint,
  error,
  aside,
  ids,
  children,
}: Described & { ids: Ids; children: ReactNode }) {
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <label htmlFor={ids.control.id} className="font-strong">
        {label}
        {aside && <span className="font-regular text-ink-2"> ({aside})</span>}
      </label>
      {hint && (
        <p id={ids.hint} className="-mt-1 text-ink-2">
          {hint}
        </p>
      )}
      {children}
      {error && <FieldError id={ids.error}>{error}</FieldError>}
    </div>
  )
}
