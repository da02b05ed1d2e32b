import type { ReviewRequest } from '@/lib/reviews/view'
import type { ReviewedVersion } from '@/lib/versions/queries'
import type { FormAction } from '../action-result'
import { Actor } from '../actor'
import { ExpiredBadge, StaleBadge } from '../life-badge'
import { PressForm } from '../press-form'
import { Time } from '../time'
import { ReviewIcon, UserIcon } from '../ui/icons'

interface ApprovalsProps {
  version: ReviewedVersion
  /** Takes back the request of this id. */
  cancel: (id: string) => FormAction
  now: Date
}

/** Who has approved, for which team, what counts no more, who is asked, and what is still needed. */
export function Approvals({ version, cancel, now }: ApprovalsProps) {
  const { approvals, requests, checks, state } = version
  const { given, from } = checks.approvals
  const many = approvals.needed > 1 || from.teams !== null || from.roles !== null
  if (!many && requests.length === 0 && (given.length === 0 || state !== 'pending')) return null
  return (
    <div className="flex flex-col gap-1.5 pb-3">
      <h3 className="font-strong">
        {approvals.given} of {approvals.needed} {approvals.needed === 1 ? 'approval' : 'approvals'}
      </h3>
      <ul className="flex flex-col gap-1" aria-label="Approvals and requests">
        {given.map(({ by, at, teams, stale, expired, counts }) => (
          <li key={`${by.id} ${at}`} className="flex gap-2">
            <ReviewIcon className={`mt-0.5 ${counts ? 'text-approved' : 'text-ink-3'}`} />
            <span className="min-w-0">
              <span className={counts ? undefined : 'text-ink-2 line-through'}>
                <Actor actor={by} strong /> approved
                {teams.length > 0 && ` for ${teams.join(' and ')}`}
              </span>{' '}
              <span className="text-ink-2">
                <Time at={at} now={now} />
              </span>{' '}
              {stale && <StaleBadge />} {expired && <ExpiredBadge />}
              {!counts && !stale && !expired && (
                <span className="text-ink-2">Does not count under the policy as it is now.</span>
              )}
            </span>
          </li>
        ))}
        {requests.map((request) => (
          <Asked
            key={request.id}
            request={request}
            cancel={version.abilities.request.ok ? cancel(request.id) : null}
            now={now}
          />
        ))}
      </ul>
      {checks.approvals.missing && <p className="text-ink-2">{checks.approvals.missing}</p>}
    </div>
  )
}

interface AskedProps {
  request: ReviewRequest
  cancel: FormAction | null
  now: Date
}

function Asked({ request: { person, team, by, note, at }, cancel, now }: AskedProps) {
  const who = person?.name ?? team?.name ?? ''
  return (
    <li className="flex flex-wrap items-start gap-x-2 gap-y-1">
      <UserIcon className="mt-0.5 text-ink-3" />
      <span className="min-w-0 flex-1">
        <span className="font-strong">{who}</span>
        {team && ' (team)'} is asked by <Actor actor={by} />{' '}
        <span className="text-ink-2">
          <Time at={at} now={now} />
        </span>
        {note && <span className="block text-ink-2 whitespace-pre-line">{note}</span>}
      </span>
      {cancel && (
        <span data-screen-only="">
          <PressForm action={cancel} label={`Take back the request to ${who}`}>
            Take back
          </PressForm>
        </span>
      )}
    </li>
  )
}
