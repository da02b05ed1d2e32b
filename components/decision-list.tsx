import type { DecisionView } from '@/lib/versions/view'
import { Actor } from './actor'
import { StaleBadge } from './life-badge'
import { StateIcon } from './state-badge'
import { Time } from './time'

const said = {
  approve: { word: 'approved', state: 'approved', tone: 'text-approved' },
  reject: { word: 'rejected', state: 'rejected', tone: 'text-rejected' },
  withdraw: { word: 'withdrew the decision', state: 'pending', tone: 'text-pending' },
} as const satisfies Record<DecisionView['verdict'], unknown>

/** Every decision on a version, newest first: who, what, when, why. */
export function DecisionList({
  decisions,
  now,
}: {
  decisions: readonly DecisionView[]
  now: Date
}) {
  return (
    <ol className="flex flex-col">
      {decisions.map(({ verdict, by, note, at, stale }) => (
        <li
          key={`${at}${verdict}`}
          className="flex gap-2 border-b border-line py-2 first:pt-0 last:border-0 last:pb-0"
        >
          <span className={`mt-[3px] ${said[verdict].tone}`}>
            <StateIcon state={said[verdict].state} />
          </span>
          <div className="min-w-0 flex-1">
            <p>
              <Actor actor={by} strong /> {said[verdict].word}{' '}
              <span className="text-ink-2">
                <Time at={at} now={now} />
              </span>{' '}
              {stale && <StaleBadge />}
            </p>
            {note && <p className="mt-0.5 text-prose whitespace-pre-line">{note}</p>}
            {stale && <p className="mt-0.5 text-ink-2">What it was based on has changed since.</p>}
          </div>
        </li>
      ))}
    </ol>
  )
}
