import { paths } from '@/lib/paths'
import type { DecisionView } from '@/lib/versions/view'
import { Actor } from './actor'
import { ApprovalBadges } from './life-badge'
import { type ApprovalState, StateBadge } from './state-badge'
import { Time } from './time'
import { TextLink } from './ui/text-link'

interface DecisionRecordProps {
  state: ApprovalState
  /** What the state rests on; else the latest decision, if there is any. */
  decision: DecisionView | undefined
  org: string
  now: Date
}

/** The decision that stands: by whom, when, why. For a version that waits, that it waits. */
export function DecisionRecord({ state, decision, org, now }: DecisionRecordProps) {
  if (!decision) return <p className="hidden print:block">Pending: nobody has decided yet.</p>
  if (state === 'pending' && (decision.verdict === 'approve' || decision.own))
    return <p className="hidden print:block">Pending: more approvals are needed.</p>
  if (state === 'pending')
    return <p className="pb-2">Pending again: the last decision was taken back.</p>
  const { by, at, note, stale, expired, override, teams, validUntil, event } = decision
  return (
    <div className="flex flex-col gap-1.5">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <StateBadge state={state} />
        <ApprovalBadges approval={{ stale, expired, override, validUntil }} />
        <span>
          by <Actor actor={by} strong />
          {teams.length > 0 && ` for ${teams.join(' and ')}`}
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
      {validUntil && (
        <p className="text-ink-2">
          {expired ? 'The approval ended' : 'Approved until'}{' '}
          <Time at={validUntil} now={now} exact />
        </p>
      )}
      {event && (
        <p className="text-ink-2">
          {event.index === null ? (
            <TextLink href={paths.event(org, event.id)}>Being sealed into the log</TextLink>
          ) : (
            <TextLink href={paths.event(org, event.id)}>Sealed as event {event.index}</TextLink>
          )}
        </p>
      )}
    </div>
  )
}
