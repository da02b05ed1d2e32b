'use client'
import { useLayoutEffect, useRef } from 'react'
import { isSingleKey } from './keys/single-key'
import { Kbd } from './ui/kbd'

/** Lets `/` bring the focus to the field of the same label, and Escape back out of it, to the keys of the rows. */
export function FocusKey() {
  const hint = useRef<HTMLSpanElement>(null)

  // Before it is painted: whoever came here by a link and sees the key may press it.
  useLayoutEffect(() => {
    function onKey(event: KeyboardEvent) {
      const field = hint.current?.closest('label')?.querySelector('input')
      if (!field) return
      // Suggestions, where they are open, have taken it; else the browser would clear what was written.
      if (event.key === 'Escape' && event.target === field && !event.defaultPrevented) {
        event.preventDefault()
        field.blur()
      }
      if (event.key !== '/' || !isSingleKey(event)) return
      event.preventDefault()
      field.focus()
      field.select()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])

  return (
    <span
      ref={hint}
      data-scripted=""
      aria-hidden="true"
      className="pointer-events-none absolute top-1/2 right-1.5 -translate-y-1/2 pointer-coarse:hidden"
    >
      <Kbd>/</Kbd>
    </span>
  )
}
