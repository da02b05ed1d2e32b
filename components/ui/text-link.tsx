import Link from 'next/link'
import type { ReactNode } from 'react'

interface TextLinkProps {
  href: string
  children: ReactNode
  /** Quiet links underline on hover only: for tables, where position already says "link". */
  quiet?: boolean
  className?: string
}

/** A link within the application. Not prefetched: a table of fifty would render fifty pages. */
export function TextLink({ href, children, quiet = false, className = '' }: TextLinkProps) {
  return (
    <Link href={href} prefetch={false} className={`${quiet ? 'link-quiet' : 'link'} ${className}`}>
      {children}
    </Link>
  )
}
