import { bytes } from '@/lib/format'
import { ErrorIcon } from '../ui/error-icon'
import { AlertIcon, DoneIcon } from '../ui/icons'
import { ProgressBar } from '../ui/progress-bar'
import type { Item } from './state'
import { rateOf } from './totals'

/** How far one file is, and what can be done where it went wrong. */
export function StageView({ item, retry }: { item: Item; retry: () => void }) {
  const { stage, name, size } = item
  switch (stage.at) {
    case 'waiting':
      return <span className="text-ink-2">Waiting</span>
    case 'hashed':
      return <span className="text-ink-2">Waiting to be sent</span>
    case 'hashing':
      return <Going what="Hashing" name={name} size={size} progress={stage} />
    case 'sending':
      return <Going what="Uploading" name={name} size={size} progress={stage} />
    case 'pausing':
      return (
        <span className="flex items-start gap-1.5 text-pending">
          <AlertIcon className="mt-0.5" />
          The connection broke. Trying again…
        </span>
      )
    case 'done':
      return (
        <span className="flex items-center gap-1.5">
          <DoneIcon className="text-ink-2" />
          {stage.known ? 'Already on the hub' : 'Uploaded'}
        </span>
      )
    case 'failed':
      return (
        <span className="flex items-start gap-1.5">
          <ErrorIcon className="mt-0.5 text-rejected" />
          <span className="min-w-0">
            {stage.why}{' '}
            <button
              type="button"
              aria-label={`Try again with ${name}`}
              onClick={retry}
              className="link"
            >
              Try again
            </button>
          </span>
        </span>
      )
  }
}

interface GoingProps {
  what: string
  name: string
  size: number
  progress: { done: number; since: number; now: number }
}

function Going({ what, name, size, progress }: GoingProps) {
  const share = size === 0 ? 1 : Math.min(1, progress.done / size)
  const rate = rateOf(progress)
  return (
    <span className="flex flex-col gap-1">
      <span className="flex justify-between gap-2 whitespace-nowrap">
        <span>
          {what}, {Math.floor(share * 100)} %
        </span>
        {rate > 0 && <span className="text-ink-2">{bytes(Math.round(rate))}/s</span>}
      </span>
      <ProgressBar share={share} label={`${what} ${name}`} />
    </span>
  )
}
