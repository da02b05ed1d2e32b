import { metric, precisionOf, signed } from '@/lib/format'
import { compare, type Meaning, type Meanings, meaningOf } from '@/lib/metrics/direction'
import { paths } from '@/lib/paths'
import type { ReviewItem, Show } from '@/lib/reviews/view'
import type { MetricValue } from '@/lib/view'
import { Actor } from './actor'
import { ApprovalBadges } from './life-badge'
import { keyMetrics } from './metric-order'
import { Verdict } from './metrics-compare'
import { WhyHere } from './review/why-here'
import { SelectBox } from './select-box'
import { SelectionBar } from './selection-bar'
import { Time } from './time'
import { ButtonLink } from './ui/button'
import { NothingYet } from './ui/empty'
import { LockIcon } from './ui/icons'
import { Notice } from './ui/notice'
import { TextLink } from './ui/text-link'
import { VerdictCounts } from './verdict-counts'
import { WhyNot } from './why-not'

/** The most metrics shown of one version; its page has them all. */
const mostMetrics = 4

interface ReviewListProps {
  org: string
  versions: readonly ReviewItem[]
  show: Show
  meanings?: Meanings | undefined
  now: Date
}

/** What waits for a decision: how each version fares against the approved one, and who may decide. */
export function ReviewList({ org, versions, show, meanings, now }: ReviewListProps) {
  if (versions.length === 0) return <NothingYet>{nothing[show]}</NothingYet>
  const shared = show === 'asked' ? null : sharedRefusal(versions)
  return (
    <div className="flex flex-col gap-4">
      {shared && versions[0] && (
        <Notice>
          You cannot decide on any of these. {shared}{' '}
          <WhyNot href={paths.why(org, 'version.approve', versions[0].uri)} />
        </Notice>
      )}
      <ol data-rows="" className="border-t border-line">
        {versions.map((version) => (
          <li
            key={version.uri}
            data-row=""
            className="grid gap-x-10 gap-y-3 border-b border-line py-4 md:grid-cols-2 lg:grid-cols-[minmax(0,5fr)_minmax(0,6fr)_9rem]"
          >
            <What org={org} version={version} show={show} now={now} />
            <Fares version={version} meanings={meanings} />
            <Decide org={org} version={version} saysWhyNot={show !== 'asked' && shared === null} />
          </li>
        ))}
      </ol>
      {show !== 'overdue' && <SelectionBar org={org} whole={{ q: 'state:pending' }} />}
    </div>
  )
}

const nothing = {
  waiting:
    'Nothing waits for you. Versions appear here once somebody registers one that you may decide on.',
  asked: 'Nothing that you registered or asked a review of waits for a decision.',
  overdue:
    'Nothing is to be reviewed again. Approvals that end soon appear here, and those of versions that have changed since.',
  all: 'Nothing waits for a decision. Versions appear here once a run or a member registers them.',
} as const satisfies Record<Show, string>

interface ItemProps {
  org: string
  version: ReviewItem
}

function What({ org, version, show, now }: ItemProps & { show: Show; now: Date }) {
  const { model, modelName, version: number, registeredBy, createdAt, note } = version
  const { approval, why } = version
  return (
    <div className="flex min-w-0 gap-2">
      {show !== 'overdue' && <SelectBox model={model} version={number} />}
      <div className="flex min-w-0 flex-col gap-1">
        <h2 className="text-prose">
          <TextLink href={paths.version(org, model, number)} quiet className="flex gap-1">
            <span className="line-clamp-2">{modelName}</span>{' '}
            <span className="shrink-0">v{number}</span>
          </TextLink>
        </h2>
        <p className="text-ink-2">
          Registered by <Actor actor={registeredBy} /> <Time at={createdAt} now={now} />
        </p>
        {show === 'waiting' && <WhyHere why={why} />}
        {show === 'overdue' && (
          <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-ink-2">
            <ApprovalBadges approval={approval} />
            {approval.validUntil && (
              <span>
                {approval.expired ? 'Ended' : 'Ends'}{' '}
                <Time at={approval.validUntil} now={now} exact />
              </span>
            )}
          </p>
        )}
        <Given version={version} />
        {note && <p className="line-clamp-3">{note}</p>}
      </div>
    </div>
  )
}

/** How many have approved, who did, and who is asked; silent where one suffices and nobody was asked. */
function Given({ version: { approvals, requests } }: Pick<ItemProps, 'version'>) {
  const { needed, given, by } = approvals
  if (needed === 1 && requests.length === 0) return null
  const fresh = by.filter(({ stale }) => !stale)
  return (
    <p className="text-ink-2">
      {needed > 1 && (
        <span className="font-strong text-ink">
          {given} of {needed} approvals
        </span>
      )}
      {fresh.length > 0 && `: ${fresh.map(({ by }) => by.name).join(', ')}`}
      {needed > 1 && requests.length > 0 && ' · '}
      {requests.length > 0 &&
        `Asked: ${requests.map(({ person, team }) => person?.name ?? `team ${team?.slug}`).join(', ')}`}
    </p>
  )
}

function Fares({
  version: { metrics, current },
  meanings,
}: Pick<ItemProps, 'version'> & Pick<ReviewListProps, 'meanings'>) {
  const keys = keyMetrics(metrics, mostMetrics, meanings)
  if (keys.length === 0) return <p className="text-ink-2">No metric was reported.</p>
  return (
    <div className="min-w-0 text-ink-2">
      {current ? (
        <VerdictCounts metrics={metrics} base={current} meanings={meanings} />
      ) : (
        <p>There is no approved version to compare it with.</p>
      )}
      <dl className="mt-1 grid max-w-md grid-cols-[minmax(0,1fr)_auto_auto_4.25rem] gap-x-3 sm:grid-cols-[minmax(0,1fr)_minmax(4rem,auto)_minmax(4.5rem,auto)_4.25rem] gap-y-1 text-ink">
        {keys.map((key) => (
          <Figure
            key={key}
            name={key}
            value={metrics[key]}
            base={current?.metrics[key]}
            meaning={meaningOf(key, meanings)}
          />
        ))}
      </dl>
    </div>
  )
}

interface FigureProps {
  name: string
  value: MetricValue | undefined
  /** The approved version's. */
  base: MetricValue | undefined
  meaning: Meaning
}

function Figure({ name, value, base, meaning }: FigureProps) {
  const { difference, verdict } = compare(value, base, meaning.direction)
  const precision = precisionOf([value, base])
  return (
    <div className="contents">
      <dt className="wrap-anywhere text-ink-2">
        {name}
        {meaning.unit && ` (${meaning.unit})`}
      </dt>
      <dd className="text-right font-strong">{metric(value, precision)}</dd>
      <dd className="text-right">{difference === null ? '' : signed(difference, precision)}</dd>
      <dd>
        <Verdict verdict={verdict} />
      </dd>
    </div>
  )
}

function Decide({ org, version, saysWhyNot }: ItemProps & { saysWhyNot: boolean }) {
  const { model, version: number, modelName, canDecide } = version
  return (
    <div className="flex flex-col items-start gap-2 lg:items-end">
      <ButtonLink href={paths.version(org, model, number)}>
        {canDecide.ok ? 'Review' : 'Open'}
        <span className="sr-only">
          : {modelName} v{number}
        </span>
      </ButtonLink>
      {!canDecide.ok && saysWhyNot && (
        <p className="flex gap-1.5 text-ink-2 lg:text-right">
          <LockIcon className="mt-0.5" />
          <span>
            {canDecide.reason} <WhyNot href={paths.why(org, 'version.approve', version.uri)} />
          </span>
        </p>
      )}
    </div>
  )
}

/** The one reason when nothing here may be decided; it then stands above the list once. */
function sharedRefusal(versions: readonly ReviewItem[]): string | null {
  const reasons = versions.map(({ canDecide }) => (canDecide.ok ? null : canDecide.reason))
  const [first = null] = reasons
  return reasons.every((reason) => reason === first) ? first : null
}
