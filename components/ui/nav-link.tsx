'use client'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import type { ReactNode } from 'react'

interface NavLinkProps {
  href: string
  /** Also current on every page below it. */
  within?: boolean
  /** Whether it is, where the path alone does not tell. */
  current?: boolean | undefined
  /** Also current on this page. */
  also?: string
  className?: string
  children: ReactNode
}

/** A link that knows when it is the current page; closes the menu it sits in when followed. */
export function NavLink(props: NavLinkProps) {
  const { href, within = false, also, current, className, children } = props
  const pathname = usePathname()
  const [path] = href.split('?')
  const on = pathname === path || pathname === also || (within && pathname.startsWith(`${path}/`))
  const here = current ?? on
  return (
    <Link
      href={href}
      prefetch={false}
      aria-current={here ? 'page' : undefined}
      className={className}
      onClick={({ currentTarget }) => {
        const menu = currentTarget.closest<HTMLElement>('[popover]:popover-open')
        menu?.hidePopover()
      }}
    >
      {children}
    </Link>
  )
}
