import { paths } from '@/lib/paths'
import { MenuIcon } from '../ui/icons'
import { TextLink } from '../ui/text-link'
import { AccountMenu, type AccountMenuProps } from './account-menu'
import { SidebarNav, type SidebarNavProps } from './sidebar-nav'

export interface SidebarProps {
  organization: { slug: string; name: string }
  reviews: SidebarNavProps['reviews']
  projects: SidebarNavProps['projects']
  account: AccountMenuProps
}

const menuId = 'sidebar'

/** Beside the page from 768 px; below that a bar whose button opens the same element as a popover. */
export function Sidebar({ organization, reviews, projects, account }: SidebarProps) {
  return (
    <>
      <header className="flex h-12 items-center justify-between gap-3 border-b border-line bg-sunken px-4 md:hidden print:hidden">
        <OrganizationName {...organization} />
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
        <SidebarNav org={organization.slug} reviews={reviews} projects={projects} />
        <div className="mt-2 border-t border-line pt-2 md:mt-auto md:border-0">
          <AccountMenu {...account} />
        </div>
      </nav>
    </>
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
