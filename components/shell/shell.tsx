import type { ReactNode } from 'react'
import { paths } from '@/lib/paths'
import { Keys, type KeysProps } from '../keys/keys'
import { Sidebar, type SidebarProps } from './sidebar'

interface ShellProps extends SidebarProps {
  makes: KeysProps['makes']
  setKeys: KeysProps['actions']['setKeys']
  children: ReactNode
}

/** The frame of every page of an organization: the way around at the left, the page at the right. */
export function Shell({ children, makes, setKeys, ...sidebar }: ShellProps) {
  const { organization, account } = sidebar
  const { setTheme, signOut } = account
  return (
    <>
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:bg-ink focus:px-3 focus:py-2 focus:text-paper"
      >
        Skip to content
      </a>
      <div className="min-h-dvh md:grid md:grid-cols-[15rem_minmax(0,1fr)] print:block">
        <Sidebar {...sidebar} />
        <main
          id="main"
          tabIndex={-1}
          className="min-w-0 px-4 pt-4 pb-16 outline-none md:px-8 md:pt-6 print:p-0"
        >
          {children}
        </main>
      </div>
      <Keys
        org={organization.slug}
        pages={{ palette: paths.find(organization.slug), help: `${paths.me()}#keys` }}
        makes={makes}
        actions={{ setTheme, setKeys, signOut }}
      />
    </>
  )
}
