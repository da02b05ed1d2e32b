import type { ReactNode } from 'react'
import { useOwnId } from './own-id'

interface TooltipProps {
  text: string
  /** `end` for what stands at the right edge. */
  align?: 'center' | 'end'
  children: ReactNode
}

/** A few words on hover and focus, in the page all along so that they are read with what they explain. */
export function Tooltip({ text, align = 'center', children }: TooltipProps) {
  const id = useOwnId('tip', text)
  return (
    <span className="group/tip relative inline-flex">
      <span tabIndex={0} aria-describedby={id} className="rounded-sm">
        {children}
      </span>
      <span
        id={id}
        role="tooltip"
        className={`pointer-events-none absolute bottom-full z-30 mb-1 w-max max-w-64 rounded-md bg-ink px-2 py-1 text-paper opacity-0 transition-opacity duration-100 group-focus-within/tip:opacity-100 group-hover/tip:opacity-100 ${align === 'end' ? 'right-0' : 'left-1/2 -translate-x-1/2'}`}
      >
        {text}
      </span>
    </span>
  )
}
