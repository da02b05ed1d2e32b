import Link from 'next/link'
import type { ComponentProps, ReactNode } from 'react'
import { WhyNot } from '../why-not'
import { type ButtonKind, buttonBase, buttonClass } from './button-class'
import { cx } from './cx'
import { useOwnId } from './own-id'

interface ButtonProps extends Omit<ComponentProps<'button'>, 'disabled'> {
  kind?: ButtonKind
  /** Why it cannot be used now. The button stays reachable and the reason is read with it. */
  disabledReason?: string | null | undefined
  /** By `paths.why()`, where it is permission that lacks. */
  why?: string | undefined
  /** True while its form is under way; the label stays. */
  busy?: boolean
}

export function Button(props: ButtonProps) {
  const { kind = 'quiet', disabledReason, why, busy, className, ...rest } = props
  const reasonId = useOwnId('reason', disabledReason)
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
          buttonBase,
          'w-fit cursor-not-allowed border-dashed border-line-strong bg-transparent text-ink-3',
          className,
        )}
      />
      <span id={reasonId} className="text-data text-ink-2">
        {disabledReason}
      </span>
      {why && <WhyNot href={why} />}
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
