'use client'
import { useEffect, useRef } from 'react'
import { isSingleKey } from './keys/single-key'
import { Kbd } from './ui/kbd'

/** Lets `/` bring the focus to the field of the same label. Off while someone is typing. */
export function FocusKey() {
  const hint = useRef<HTMLSpanElement>(null)

  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      if (event.key !== '/' || !isSingleKey(event)) return
      const field = hint.current?.closest('label')?.querySelector('input')
      if (!field) return
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
