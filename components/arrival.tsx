'use client'
import { type ReactNode, Suspense, use, useEffect, useState, useSyncExternalStore } from 'react'

interface ArrivalProps {
  /** The shape of what comes. */
  skeleton: ReactNode
  children: ReactNode
}

/**
 * Shows a skeleton while moving about within the application, once that takes long enough to wonder. A
 * document is sent whole instead, which Next's `loading.tsx` would prevent: behind a boundary, React sends
 * large content for a script to put in place, and Next answers 200 before it knows whether there is anything.
 */
export function Arrival({ skeleton, children }: ArrivalProps) {
  const inDocument = useSyncExternalStore(never, no, yes)
  // Stays as it began: wrapping the page later would make it anew, and lose what was typed.
  const [whole] = useState(inDocument)
  useEffect(() => {
    wait = null
  }, [])
  return whole ? children : <Suspense fallback={<Late>{skeleton}</Late>}>{children}</Suspense>
}

/**
 * Holds the skeleton back: until then the old page stays. A skeleton that was shown stays for 300 ms, which
 * is React's rule, and would make every quick page a slow one.
 */
function Late({ children }: { children: ReactNode }) {
  const [waited] = useState(patience)
  use(waited)
  return children
}

// React forgets what a component that never came to be held, so the wait of a navigation is held here.
let wait: Promise<void> | null = null
const patienceMs = 200

function patience(): Promise<void> {
  wait ??= new Promise((resolve) => setTimeout(resolve, patienceMs))
  return wait
}

const never = () => () => undefined
const yes = () => true
const no = () => false
