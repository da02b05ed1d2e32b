'use client'
import { usePicked } from './use-picked'

/** Says how many versions are picked, also to who cannot see it. */
export function SelectionCount() {
  const { picked } = usePicked()
  return (
    <output className="min-w-22 text-ink-2">
      {picked ? `${picked} selected` : 'None selected'}
    </output>
  )
}
