'use client'
import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'
import type { Makes } from '../palette/places'
import { type Bringable, Brought } from './brought'
import { isSingleKey } from './single-key'

export interface KeysProps {
  org: string
  /** The pages that serve where a dialog cannot be brought. */
  pages: Record<Bringable, string>
  makes: Makes
  /** Each reads what it needs from the form. */
  actions: Record<'setTheme' | 'setKeys' | 'signOut', (form: FormData) => Promise<void>>
}

/** Listens for ⌘K, Ctrl K and the keys of lists, on every page. */
export function Keys(props: KeysProps) {
  const { org } = props
  const router = useRouter()
  const [brought, setBrought] = useState<{ what: Bringable; nth: number } | null>(null)
  const [said, say] = useState('')
  const bring = (what: Bringable) => setBrought((stands) => ({ what, nth: (stands?.nth ?? 0) + 1 }))

  useEffect(() => {
    const on = { go: router.push, say, bring, org }
    function onKey(event: KeyboardEvent) {
      if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        if (!document.querySelector('dialog:modal')) bring('palette')
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
        <Brought
          key={brought.nth}
          {...props}
          what={brought.what}
          bring={bring}
          // What it gave way to may stand already when it says that it closed.
          close={() => setBrought((stands) => (stands === brought ? null : stands))}
        />
      )}
    </>
  )
}
