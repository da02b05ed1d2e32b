import Link from 'next/link'
import type { ReactNode } from 'react'
import { CloseIcon } from './icons'

/** A small fact beside others: an alias, a tag. */
export function Chip({ children, mono = false }: { children: ReactNode; mono?: boolean }) {
  return (
    <span
      className={`inline-block max-w-[min(12rem,100%)] truncate rounded-sm border border-line px-1.5 leading-4.5 text-ink-2 ${mono ? 'font-mono' : ''}`}
    >
      {children}
    </span>
  )
}

/** A filter that is on; following it takes the filter off. */
export function RemovableChip({ href, label }: { href: string; label: string }) {
  return (
    <Link
      href={href}
      prefetch={false}
      className="inline-flex h-7 max-w-full items-center gap-1 rounded-md border border-line-strong pr-1 pl-2 hover:bg-hover pointer-coarse:h-11"
    >
      <span className="sr-only">Remove filter </span>
      <span className="truncate">{label}</span>
      <CloseIcon className="text-ink-2" />
    </Link>
  )
}
