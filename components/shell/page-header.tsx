import type { ReactNode } from 'react'
import { Breadcrumb } from '../ui/breadcrumb'
import { type Tab, Tabs } from '../ui/tabs'
import { Uri } from '../uri'

interface PageHeaderProps {
  title: string
  /** Beside the title: a state, a life. */
  badge?: ReactNode
  /** The way up. */
  trail?: readonly { href: string; label: string }[]
  uri?: string
  /** A line of facts under the title. */
  facts?: ReactNode
  actions?: ReactNode
  tabs?: readonly Tab[]
}

/** What this page is, where it belongs, and what can be done with it. */
export function PageHeader(props: PageHeaderProps) {
  const { title, badge, trail, uri, facts, actions, tabs } = props
  return (
    <header className={`flex flex-col gap-1 ${tabs ? 'mb-6 border-b border-line' : 'mb-5'}`}>
      {trail && <Breadcrumb items={trail} />}
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0 flex-1 basis-64">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h1 className="min-w-0 text-title">{title}</h1>
            {badge}
          </div>
          {(uri || facts) && (
            <div className="mt-0.5 flex min-w-0 flex-wrap items-center gap-x-4 gap-y-1 text-ink-2">
              {uri && <Uri uri={uri} />}
              {facts}
            </div>
          )}
        </div>
        {actions && <div className="flex flex-wrap items-start gap-2">{actions}</div>}
      </div>
      {tabs && (
        <div className="mt-2">
          <Tabs label={title} tabs={tabs} />
        </div>
      )}
    </header>
  )
}
