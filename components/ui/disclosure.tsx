import type { ReactNode } from 'react'
import { ChevronIcon } from './icons'

interface DisclosureProps {
  summary: ReactNode
  children: ReactNode
  open?: boolean
}

/** Opens on demand; the browser's own element, so it needs no script and finds text within. */
export function Disclosure({ summary, children, open = false }: DisclosureProps) {
  return (
    <details open={open} className="group/details min-w-0">
      <summary className="inline-flex min-h-6 max-w-full items-center gap-1 rounded-sm text-ink-2 hover:text-ink pointer-coarse:min-h-11">
        <ChevronIcon className="transition-transform duration-100 group-open/details:rotate-90" />
        {summary}
      </summary>
      <div className="pt-2">{children}</div>
    </details>
  )
}
