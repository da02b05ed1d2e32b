import Link from 'next/link'
import type { ComponentProps, ReactNode } from 'react'
import { useId } from 'react'
import { cx } from './cx'

export type ButtonKind = 'primary' | 'quiet' | 'danger'

const base =
  'inline-flex h-8 w-fit pointer-coarse:h-11 items-center justify-center gap-1.5 rounded-md border px-3 text-data whitespace-nowrap'

const looks: Record<ButtonKind, string> = {
  primary: 'border-ink bg-ink font-strong text-paper hover:opacity-85',
  quiet: 'border-line-strong bg-paper text-ink hover:bg-hover',
  danger: 'border-line-strong bg-paper text-rejected hover:bg-rejected-tint',
}

/** The classes of a button, for a link that leads on. */
export function buttonClass(kind: ButtonKind = 'quiet'): string {
  return `${base} ${looks[kind]}`
}

interface ButtonProps extends Omit<ComponentProps<'button'>, 'disabled'> {
  kind?: ButtonKind
  /** Why it cannot be used now. The button stays reachable and the reason is read with it. */
  disabledReason?: string | null | undefined
  /** True while its form is under way; the label stays. */
  busy?: boolean
}

export function Button({ kind = 'quiet', disabledReason, busy, className, ...rest }: ButtonProps) {
  const reasonId = useId()
  if (!disabledReason)
    return (
      <button
        type="submit"
        {...rest}
        aria-busy={busy || undefined}
        className={cx(buttonClass(kind), busy && 'opacity-60', className)}
      />
    )
  return (
    <span className="inline-flex max-w-full flex-col gap-1">
      <button
        {...rest}
        type="button"
        aria-disabled="true"
        aria-describedby={reasonId}
        className={cx(
          base,
          'w-fit cursor-not-allowed border-dashed border-line-strong bg-transparent text-ink-3',
          className,
        )}
      />
      <span id={reasonId} className="text-data text-ink-2">
        {disabledReason}
      </span>
    </span>
  )
}

interface ButtonLinkProps {
  href: string
  kind?: ButtonKind
  children: ReactNode
  /** A file of a machine door: fetched by the browser itself, not by the router. */
  download?: boolean
}

export function ButtonLink({ href, kind = 'quiet', children, download = false }: ButtonLinkProps) {
  if (download)
    return (
      <a href={href} download data-screen-only="" className={buttonClass(kind)}>
        {children}
      </a>
    )
  return (
    <Link href={href} prefetch={false} data-screen-only="" className={buttonClass(kind)}>
      {children}
    </Link>
  )
}
