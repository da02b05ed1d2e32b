'use client'
import { useRouter } from 'next/navigation'
import { type ComponentType, useEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import type { Makes } from '../palette/places'
import { isSingleKey } from './single-key'

export interface KeysProps {
  org: string
  /** The pages that serve where a dialog cannot be brought. */
  pages: Record<Bringable, string>
  makes: Makes
  /** Each reads what it needs from the form. */
  actions: Record<'setTheme' | 'setKeys' | 'signOut', (form: FormData) => Promise<void>>
}

/** What a dialog that was brought is given. */
export interface BroughtProps extends KeysProps {
  /** What was typed for it while it came. */
  typed: string
  close: () => void
  bring: (what: Bringable) => void
}

export type Bringable = 'palette' | 'help'

// Every page carries this file, so whatever is longer than a line comes when it is first wanted.
const parts = {
  palette: () => import('../palette/palette'),
  help: () => import('./help'),
} satisfies Record<Bringable, () => Promise<{ default: ComponentType<BroughtProps> }>>

/** Listens for ⌘K, Ctrl K and the keys of lists, on every page. */
export function Keys(props: KeysProps) {
  const { org, pages } = props
  const router = useRouter()
  const [brought, setBrought] = useState<Brought | null>(null)
  const coming = useRef<{ typed: string } | null>(null)
  const [said, say] = useState('')

  function bring(what: Bringable) {
    const asked = { typed: '' }
    coming.current = asked
    parts[what]().then(
      ({ default: Part }) => {
        if (coming.current !== asked) return
        // At once: the next key is for the dialog.
        flushSync(() => setBrought({ Part, typed: asked.typed }))
        coming.current = null
      },
      () => {
        if (coming.current === asked) location.assign(pages[what])
      },
    )
  }

  useEffect(() => {
    const on = { go: router.push, say, bring, org }
    function onKey(event: KeyboardEvent) {
      if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        if (!document.querySelector('dialog:modal')) bring('palette')
      } else if (coming.current && event.key === 'Escape') {
        coming.current = null
      } else if (coming.current && isTyped(event)) {
        event.preventDefault()
        if (event.key !== 'Enter') coming.current.typed += event.key
      } else if (event.key.length === 1 && isSingleKey(event))
        import('./press').then(({ press }) => press(event.key, on))
    }
    function onClick(event: MouseEvent) {
      const asked = event.target instanceof Element && event.target.closest('[data-brings]')
      if (!asked || event.ctrlKey || event.metaKey || event.shiftKey) return
      event.preventDefault()
      bring(asked.getAttribute('data-brings') as Bringable)
    }
    document.addEventListener('keydown', onKey)
    document.addEventListener('click', onClick)
    return () => {
      document.removeEventListener('keydown', onKey)
      document.removeEventListener('click', onClick)
    }
  })

  useEffect(() => {
    if (!said) return
    const over = setTimeout(() => say(''), 4000)
    return () => clearTimeout(over)
  }, [said])

  return (
    <>
      <p role="status" className="pointer-events-none fixed inset-x-0 bottom-4 z-40 text-center">
        {said && <span className="rounded-md bg-ink px-3 py-2 text-paper">{said}</span>}
      </p>
      {brought && (
        <brought.Part
          {...props}
          typed={brought.typed}
          bring={bring}
          // What it gave way to may stand already when it says that it closed.
          close={() => setBrought((stands) => (stands === brought ? null : stands))}
        />
      )}
    </>
  )
}

interface Brought {
  Part: ComponentType<BroughtProps>
  typed: string
}

function isTyped({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  return (key.length === 1 || key === 'Enter') && !ctrlKey && !metaKey && !altKey
}
