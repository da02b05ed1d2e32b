import type { ReactNode } from 'react'
import { paths } from '@/lib/paths'
import { TextLink } from '../ui/text-link'
import { Wordmark } from '../wordmark'
import { capital } from './api-reference'

/** The frame of the reference: its parts at the left, or above where there is no room. */
export function DocsFrame({ tags, children }: { tags: readonly string[]; children: ReactNode }) {
  const parts = [
    ...tags.map((tag) => ({ href: `#tag-${tag}`, label: capital(tag) })),
    { href: '#schemas', label: 'Schemas' },
  ]
  return (
    <div className="min-h-dvh md:grid md:grid-cols-[15rem_minmax(0,1fr)] print:block">
      <div className="border-b border-line bg-sunken p-3 md:sticky md:top-0 md:h-dvh md:overflow-y-auto md:border-r md:border-b-0 print:hidden">
        <header>
          <TextLink href={paths.home()} quiet className="inline-flex px-1 py-1 hover:no-underline!">
            <Wordmark />
          </TextLink>
        </header>
        <nav aria-label="API reference" className="pt-3">
          <ul className="flex flex-wrap md:block">
            {parts.map(({ href, label }) => (
              <li key={href}>
                <a
                  href={href}
                  className="flex h-8 items-center rounded-sm px-2 text-ink-2 hover:bg-hover hover:text-ink pointer-coarse:h-11"
                >
                  {label}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      </div>
      <main id="main" className="min-w-0 px-4 pt-4 pb-16 md:px-8 md:pt-6">
        {children}
      </main>
    </div>
  )
}
