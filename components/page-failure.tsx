'use client'
import { useSyncExternalStore } from 'react'
import { buttonClass } from './ui/button-class'
import { Failed } from './ui/failed'

export interface PageFailureProps {
  error: unknown
  retry: () => void
}

/** What stands where a page should be: what failed, how to try again, the id that the log knows it by. */
export function PageFailure({ error, retry }: PageFailureProps) {
  const ofDocument = useSyncExternalStore(never, documentRequestId, () => undefined)
  const { away, requestId = ofDocument } = readDigest(error)
  return (
    <div className="flex flex-col gap-4">
      <h1 className="text-title">This page could not be shown</h1>
      <Failed
        what={
          away
            ? 'The database is away for a moment. Nothing is lost; try again shortly.'
            : 'Something went wrong on our side. If trying again does not help, tell whoever runs this hub and quote the request.'
        }
        retry={
          // Every page carries this, so it is to bring nothing along.
          <button type="button" onClick={retry} className={buttonClass()}>
            Try again
          </button>
        }
        {...(requestId ? { requestId } : {})}
      />
    </div>
  )
}

/** The server marks its failures so, since it keeps their words to itself. */
function readDigest(error: unknown): { away: boolean; requestId?: string } {
  const digest = error instanceof Error && 'digest' in error ? String(error.digest) : ''
  const [, away, requestId] = /^(away:)?request:(.+)$/.exec(digest) ?? []
  return { away: away !== undefined, ...(requestId ? { requestId } : {}) }
}

function documentRequestId(): string | undefined {
  return document.documentElement.dataset.requestId
}

const never = () => () => undefined
