'use client'
import { useEffect, useState } from 'react'
import type { Found } from '@/lib/find/view'
import { paths } from '@/lib/paths'

export interface Finding {
  items: readonly Found[]
  /** What the items are an answer to; null before the first. */
  answers: string | null
  failed: boolean
}

// As long as it takes to type the next letter.
const pauseMs = 120

/** What the hub finds for a text; the last answer stays until the next has come. */
export function useFound(org: string, typed: string): Finding {
  const [finding, setFinding] = useState<Finding>({ items: [], answers: null, failed: false })
  const q = typed.trim()
  useEffect(() => {
    const over = new AbortController()
    const asking = setTimeout(
      () =>
        ask(org, q, over.signal).then(
          (items) => setFinding({ items, answers: q, failed: false }),
          () => over.signal.aborted || setFinding({ items: [], answers: q, failed: true }),
        ),
      q === '' ? 0 : pauseMs,
    )
    return () => {
      clearTimeout(asking)
      over.abort()
    }
  }, [org, q])
  return finding
}

async function ask(org: string, q: string, signal: AbortSignal): Promise<readonly Found[]> {
  const answer = await fetch(paths.findJson(org, q), { signal })
  if (!answer.ok) throw new Error(`The search was answered with ${answer.status}.`)
  const { items } = (await answer.json()) as { items: Found[] }
  return items
}
