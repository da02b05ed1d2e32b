import type { ReactNode } from 'react'

interface SectionProps {
  title: ReactNode
  /** Stands at the right of the title: a count, a link, a state. */
  aside?: ReactNode
  children: ReactNode
}

/** One part of a page under its own heading. */
export function Section({ title, aside, children }: SectionProps) {
  return (
    <section className="flex min-w-0 flex-col gap-2">
      <div className="flex min-h-8 flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <h2 className="text-prose">{title}</h2>
        {aside && <div className="text-ink-2">{aside}</div>}
      </div>
      {children}
    </section>
  )
}
