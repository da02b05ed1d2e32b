'use client'
import { useRouter } from 'next/navigation'
import { startTransition, useEffect, useState } from 'react'
import { Button, ButtonLink } from './ui/button'

const seconds = 5

/** Keeps a page about something under way up to date while it is looked at; without script, a link to it. */
export function LiveRefresh({ href }: { href: string }) {
  const router = useRouter()
  const [live, setLive] = useState(true)

  useEffect(() => {
    if (!live) return
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') startTransition(() => router.refresh())
    }, seconds * 1000)
    return () => clearInterval(timer)
  }, [live, router])

  return (
    <div className="flex flex-wrap items-center gap-3">
      <span data-scripted="" className="text-ink-2">
        {live ? `Brought up to date every ${seconds} s` : 'Paused'}
      </span>
      <span data-scripted="">
        <Button type="button" onClick={() => setLive(!live)}>
          {live ? 'Pause' : 'Go on'}
        </Button>
      </span>
      <ButtonLink href={href}>Refresh</ButtonLink>
    </div>
  )
}
