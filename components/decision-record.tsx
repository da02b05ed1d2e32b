import type { DecisionView } from '@/lib/versions/view'
import { Actor } from './actor'
import { StaleBadge } from './life-badge'
import { type ApprovalState, StateBadge } from './state-badge'
import { Time } from './time'

interface DecisionRecordProps {
  state: ApprovalState
  /** The latest decision, if there is any. */
  decision: DecisionView | undefined
  now: Date
}

/** The decision that stands: by whom, when, why. For a version that waits, that it waits. */
export function DecisionRecord({ state, decision, now }: DecisionRecordProps) {
  if (!decision) return <p className="hidden print:block">Pending: nobody has decided yet.</p>
  if (state === 'pending')
    return <p className="pb-2">Pending again: the last decision was taken back.</p>
  const { by, at, note, stale } = decision
  return (
    <div className="flex flex-col gap-1.5">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <StateBadge state={state} />
        {stale && <StaleBadge />}
        <span>
          by <Actor actor={by} strong />
        </span>
        <span className="text-ink-2">
          <Time at={at} now={now} />
        </span>
      </p>
      {note ? (
        <p className="text-prose whitespace-pre-line">{note}</p>
      ) : (
        <p className="text-ink-2">Without a note.</p>
      )}
    </div>
  )
}
