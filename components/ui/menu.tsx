import type { ReactNode } from 'react'
import { useOwnId } from './own-id'

interface MenuProps {
  /** What the button shows; give `label` too when that is an icon alone. */
  trigger: ReactNode
  label?: string
  placement?: 'below' | 'above'
  triggerClass?: string
  children: ReactNode
}

/**
 * Links and forms behind a button. The browser's own popover: it opens without script, closes on Escape
 * and on a click outside, and gives the focus back.
 */
export function Menu({ trigger, label, placement = 'below', triggerClass, children }: MenuProps) {
  const id = useOwnId('menu', label)
  return (
    <>
      <button type="button" popoverTarget={id} aria-label={label} className={triggerClass}>
        {trigger}
      </button>
      <div
        id={id}
        popover="auto"
        data-menu={placement}
        className="m-auto min-w-56 max-w-[calc(100vw-1rem)] rounded-md border border-line-strong bg-paper p-1.5 text-ink shadow-[0_8px_24px_rgb(0_0_0/0.12)]"
      >
        {children}
      </div>
    </>
  )
}
