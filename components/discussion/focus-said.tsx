'use client'
import { useEffect, useRef } from 'react'

/**
 * Takes the focus to what was just said, changed or deleted here, so that one goes on reading from there.
 * `news` is whatever differs then.
 */
export function FocusSaid({ news }: { news: string }) {
  const told = useRef(news)
  useEffect(() => {
    if (told.current === news) return
    told.current = news
    const { hash } = window.location
    if (hash.startsWith('#comment-')) document.getElementById(hash.slice(1))?.focus()
  }, [news])
  return null
}
