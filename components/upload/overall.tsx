import { Button } from '../ui/button'
import { ProgressBar } from '../ui/progress-bar'
import type { Item } from './state'
import { progressWords, spoken, totalsOf } from './totals'

interface OverallProps {
  items: readonly Item[]
  cancel: () => void
  retryAll: () => void
}

/** How far all files are together. What is read aloud changes a few times only. */
export function Overall({ items, cancel, retryAll }: OverallProps) {
  const totals = totalsOf(items)
  return (
    <div className="flex min-h-8 flex-wrap items-center gap-x-4 gap-y-2">
      <p className="text-ink-2">{progressWords(totals)}</p>
      {totals.moving > 0 && (
        <>
          <div className="min-w-24 flex-1">
            <ProgressBar share={totals.share} label="All files" />
          </div>
          <Button type="button" onClick={cancel}>
            Stop
          </Button>
          <p className="w-full text-ink-2">Stay on this page until then: leaving it stops them.</p>
        </>
      )}
      {totals.moving === 0 && totals.failed > 1 && (
        <Button type="button" onClick={retryAll}>
          Try all again
        </Button>
      )}
      <p role="status" className="sr-only">
        {spoken(items)}
      </p>
    </div>
  )
}
