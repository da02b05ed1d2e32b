import type { ReactNode } from 'react'
import { paths } from '@/lib/paths'
import { InboxIcon, MenuIcon, SearchIcon } from '../ui/icons'
import { Kbd } from '../ui/kbd'
import { TextLink } from '../ui/text-link'
import { AccountMenu, type AccountMenuProps } from './account-menu'
import { capped, SidebarNav, type SidebarNavProps } from './sidebar-nav'

export interface SidebarProps {
  organization: { slug: string; name: string }
  reviews: SidebarNavProps['reviews']
  unread: SidebarNavProps['unread']
  projects: SidebarNavProps['projects']
  account: AccountMenuProps
  /** How this keyboard writes Ctrl: `⌘` on a Mac. */
  control: 'Ctrl' | '⌘'
}

const menuId = 'sidebar'

/** Beside the page from 768 px; below that a bar whose button opens the same element as a popover. */
export function Sidebar(props: SidebarProps) {
  const { organization, reviews, unread, projects, account, control } = props
  const org = organization.slug
  return (
    <>
      <header className="flex h-12 items-center justify-between gap-3 border-b border-line bg-sunken px-4 md:hidden print:hidden">
        <OrganizationName {...organization} />
        <div className="ml-auto flex items-center gap-2">
          {unread > 0 && (
            <a
              href={paths.inbox(org)}
              className="inline-flex h-11 items-center gap-1.5 rounded-md px-2 font-strong"
            >
              <InboxIcon />
              <span className="sr-only">Inbox: </span>
              {capped(unread)}
              <span className="sr-only"> unread</span>
            </a>
          )}
          <FindLink
            org={org}
            className="-mr-2 inline-flex h-11 items-center gap-2 rounded-md px-2 font-strong"
          >
            <SearchIcon />
            Find
          </FindLink>
        </div>
        <button
          type="button"
          popoverTarget={menuId}
          className="-mr-2 inline-flex h-11 items-center gap-2 rounded-md px-2 font-strong"
        >
          <MenuIcon />
          Menu
        </button>
      </header>
      <nav
        id={menuId}
        aria-label="Organization"
        popover="auto"
        className="inset-x-2 top-12 m-0 max-h-[calc(100dvh-4rem)] w-auto overflow-y-auto rounded-md border border-line-strong bg-sunken p-2 text-ink backdrop:bg-ink/20 md:sticky md:inset-auto md:top-0 md:flex md:h-dvh md:max-h-none md:w-auto md:flex-col md:rounded-none md:border-0 md:border-r md:border-line md:p-3 print:hidden!"
      >
        <div className="hidden pb-3 md:block">
          <OrganizationName {...organization} />
        </div>
        <FindLink
          org={org}
          className="mb-3 hidden h-8 shrink-0 items-center gap-2 rounded-md border border-line-strong bg-paper px-2 text-ink-2 hover:text-ink md:flex pointer-coarse:h-11"
        >
          <SearchIcon />
          <span className="flex-1">Find…</span>
          <span data-scripted="" aria-hidden="true" className="flex gap-0.5 pointer-coarse:hidden">
            <Kbd>{control}</Kbd>
            <Kbd>K</Kbd>
          </span>
        </FindLink>
        <SidebarNav org={org} reviews={reviews} unread={unread} projects={projects} />
        <div className="mt-2 border-t border-line pt-2 md:mt-auto md:border-0">
          <AccountMenu {...account} />
        </div>
      </nav>
    </>
  )
}

interface FindLinkProps {
  org: string
  className: string
  children: ReactNode
}

/** Opens the palette; without a script it leads to the page that searches. */
function FindLink({ org, className, children }: FindLinkProps) {
  return (
    <a
      href={paths.find(org)}
      data-brings="palette"
      aria-haspopup="dialog"
      aria-keyshortcuts="Control+K Meta+K"
      className={className}
    >
      {children}
    </a>
  )
}

function OrganizationName({ slug, name }: SidebarProps['organization']) {
  return (
    <TextLink
      href={paths.organization(slug)}
      quiet
      className="flex min-w-0 items-center gap-2 rounded-sm px-1 py-1 font-strong hover:no-underline!"
    >
      <span
        aria-hidden="true"
        className="flex size-6 shrink-0 items-center justify-center rounded-sm bg-ink text-paper"
      >
        {[...name][0]?.toUpperCase()}
      </span>
      <span className="truncate text-prose">{name}</span>
    </TextLink>
  )
}
