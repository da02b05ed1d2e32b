import { NavLink } from './nav-link'

export interface Tab {
  href: string
  label: string
  count?: number
  /** Also current on the pages below it. */
  within?: boolean
  /** Whether it is current, where the path alone does not tell. */
  current?: boolean
}

/** The pages of one thing. Tabs are links: each has an address, Back works, no script is needed. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  return (
    <nav aria-label={label} className="-mb-px overflow-x-auto overflow-y-hidden">
      <ul className="flex gap-5">
        {tabs.map(({ href, label: text, count, within, current }) => (
          <li key={href}>
            <NavLink
              href={href}
              within={within ?? false}
              current={current}
              className="flex h-9 items-center gap-1.5 border-b-2 border-transparent whitespace-nowrap text-ink-2 -outline-offset-2 hover:text-ink aria-[current=page]:border-ink aria-[current=page]:font-strong aria-[current=page]:text-ink pointer-coarse:h-11"
            >
              {text}
              {count !== undefined && <span className="font-regular text-ink-3">{count}</span>}
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  )
}
