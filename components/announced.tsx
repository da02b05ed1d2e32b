'use client'
import { type ReactNode, useEffect, useRef } from 'react'

interface AnnouncedProps {
  id: string
  /** Whatever differs when there is something new to be told. */
  news: string | number
  children: ReactNode
}

/** Takes the focus when there is news, so that the answer to a form is read and not missed. */
export function Announced({ id, news, children }: AnnouncedProps) {
  const box = useRef<HTMLDivElement>(null)
  const told = useRef(news)
  useEffect(() => {
    if (told.current === news) return
    told.current = news
    box.current?.focus({ preventScroll: true })
  }, [news])
  return (
    <div ref={box} id={id} tabIndex={-1} className="scroll-mt-40 outline-none">
      {children}
    </div>
  )
}
