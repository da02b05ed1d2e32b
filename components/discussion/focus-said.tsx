'use client'
import { useEffect } from 'react'

/**
 * Takes the focus to the comment that the address names, when one arrives there and when it was just said,
 * changed or deleted, so that one goes on reading from it. `news` is whatever differs then.
 */
export function FocusSaid({ news }: { news: string }) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is new is a reason to look again.
  useEffect(() => {
    const { hash } = window.location
    if (hash.startsWith('#comment-')) document.getElementById(hash.slice(1))?.focus()
  }, [news])
  return null
}
