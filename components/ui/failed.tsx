import type { ReactNode } from 'react'
import { ErrorIcon } from './error-icon'

/** Failed: what failed, how to try again, and the id that the log knows it by. */
export function Failed({
  what,
  retry,
  requestId,
}: {
  what: string
  retry?: ReactNode
  requestId?: string
}) {
  return (
    <div role="alert" className="flex max-w-[68ch] gap-3 border-l-2 border-rejected py-1 pl-4">
      <ErrorIcon className="mt-0.5 text-rejected" />
      <div className="flex min-w-0 flex-col items-start gap-2">
        <p className="text-prose">{what}</p>
        {requestId && (
          <p className="text-ink-2">
            Request <code className="font-mono">{requestId}</code>
          </p>
        )}
        {retry}
      </div>
    </div>
  )
}
