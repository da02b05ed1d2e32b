'use client'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import type { ReactNode } from 'react'

interface NavLinkProps {
  href: string
  /** Also current on every page below it. */
  within?: boolean
  /** Also current on this page. */
  also?: string
  /** Whether it is, where the path alone does not tell. */
  current?: boolean | undefined
  className?: string
  children: ReactNode
}

/** A link that knows when it is the current page; closes the menu it sits in when followed. */
export function NavLink(props: NavLinkProps) {
  const { href, within = false, also, current, className, children } = props
  const pathname = usePathname()
  const [path] = href.split('?')
  const here =
    current ??
    (pathname === path || pathname === also || (within && pathname.startsWith(`${path}/`)))
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
