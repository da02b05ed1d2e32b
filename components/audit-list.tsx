import type { Event } from '@/lib/activity/view'
import { clockTime, isoDay, longDay, plural } from '@/lib/format'
import { pathOfUri, paths } from '@/lib/paths'
import { Actor } from './actor'
import { subjectLabel, verbOf } from './audit-words'
import { ChangeList } from './change-list'
import { fieldChanges } from './field-changes'
import { ChevronIcon, LockIcon } from './ui/icons'
import { TextLink } from './ui/text-link'

interface AuditListProps {
  org: string
  /** Newest first. */
  events: readonly Event[]
  /** On a model's own page its name is left out of each sentence. */
  withinModel?: string | undefined
}

/** The audit log by day: when exactly, who, what, why, through which door. */
export function AuditList({ org, events, withinModel }: AuditListProps) {
  return (
    <div className="flex flex-col gap-6">
      {byDay(events).map(({ day, events: ofDay }) => (
        <section key={day} aria-labelledby={`day-${day}`}>
          <h2 id={`day-${day}`} className="flex items-baseline gap-2 border-b border-line pb-1.5">
            {longDay(day)} <span className="font-regular text-ink-3">UTC</span>
          </h2>
          <ol>
            {ofDay.map((event) => (
              <Entry key={event.id} org={org} event={event} withinModel={withinModel} />
            ))}
          </ol>
        </section>
      ))}
    </div>
  )
}

type EntryProps = Omit<AuditListProps, 'events'> & { event: Event }

function Entry({ org, event, withinModel }: EntryProps) {
  const { id, at, reason, note, via, outcome } = event
  return (
    <li
      id={`event-${id}`}
      className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 border-b border-line py-2 target:bg-hover sm:grid-cols-[4.5rem_minmax(0,1fr)_auto_6rem]"
    >
      <TextLink
        href={paths.event(org, id)}
        quiet
        className="col-span-full text-ink-2 sm:col-span-1"
      >
        <span className="sr-only">Event at </span>
        <time dateTime={at}>{clockTime(at)}</time>
      </TextLink>
      <div className="min-w-0">
        <EventSentence org={org} event={event} withinModel={withinModel} />
        {outcome === 'refused' && reason && <p className="text-ink-2">{reason}</p>}
        {note && (
          <p className="mt-0.5 max-w-[68ch] text-prose whitespace-pre-line wrap-anywhere">{note}</p>
        )}
      </div>
      <span className="hidden text-ink-2 sm:block">
        <span className="sr-only">through </span>
        {via}
      </span>
      <EntryDetails event={event} />
    </li>
  )
}

/** Who did what to what, with a link to each that has a page. */
export function EventSentence({ org, event, withinModel }: EntryProps) {
  const { actor, onBehalfOf, subject, outcome, origin } = event
  const refused = outcome === 'refused'
  const label = subject.name ?? subjectLabel(subject, withinModel)
  // Whoever is shown where it came from reads the pages of people too.
  const person = (id: string | null) => (origin && id ? paths.person(org, id) : null)
  const href = subject.kind === 'member' ? person(subject.id) : pathOfUri(org, subject.uri)
  const who = person(actor.kind === 'token' ? (onBehalfOf?.id ?? null) : actor.id)
  const said = <Actor actor={actor} owner={onBehalfOf} strong={!refused} />
  return (
    <p className={`wrap-anywhere ${refused ? 'text-ink-2' : ''}`}>
      {refused && <LockIcon className="mr-1.5 inline-block align-[-0.2em]" />}
      {who ? (
        <TextLink href={who} quiet>
          {said}
        </TextLink>
      ) : (
        said
      )}{' '}
      {verbOf(event)}{' '}
      {href ? (
        <TextLink href={href} className={refused ? '' : 'font-strong'}>
          {label}
        </TextLink>
      ) : (
        <span className={refused ? '' : 'font-strong'}>{label}</span>
      )}
      {refused && ' and was refused.'}
    </p>
  )
}

/** Opens under the whole entry while its handle stays at the end of the first line. */
function EntryDetails({ event }: { event: Event }) {
  const { action, requestId, origin, via, index, names } = event
  const changes = changesOf(event)
  return (
    <details className="group/details contents details-content:col-span-full details-content:sm:col-start-2">
      <summary className="flex h-fit items-center justify-end gap-1 text-ink-2 hover:text-ink pointer-coarse:min-h-11">
        {changes.length > 0 ? plural(changes.length, 'change') : 'Details'}
        <ChevronIcon className="transition-transform duration-100 group-open/details:rotate-90" />
      </summary>
      <div className="flex flex-col gap-3 pt-2 pb-1">
        {changes.length > 0 && <ChangeList changes={changes} names={names} />}
        <dl className="flex flex-wrap gap-x-5 gap-y-0.5 text-ink-2">
          <Fact label="Action" value={action} />
          <Fact label="Door" value={via} />
          {origin?.ip && <Fact label="Address" value={origin.ip} />}
          {origin?.client && <Fact label="Client" value={origin.client} />}
          {origin?.userAgent && !origin.client && <Fact label="Client" value={origin.userAgent} />}
          <Fact label="Request" value={requestId} />
          {index !== null && <Fact label="Place in the sealed log" value={String(index)} />}
        </dl>
      </div>
    </details>
  )
}

/** What a refused event would have changed was not changed. */
export function changesOf({ outcome, before, after }: Event) {
  return outcome === 'refused' ? [] : fieldChanges(before, after)
}

function Fact({ label, value }: { label: string; value: string }) {
  return (
    <div className="flex min-w-0 gap-1.5">
      <dt className="shrink-0">{label}</dt>
      <dd className="min-w-0 font-mono text-ink wrap-anywhere">{value}</dd>
    </div>
  )
}

function byDay(events: readonly Event[]): { day: string; events: Event[] }[] {
  const days: { day: string; events: Event[] }[] = []
  for (const event of events) {
    const day = isoDay(event.at)
    const last = days.at(-1)
    if (last?.day === day) last.events.push(event)
    else days.push({ day, events: [event] })
  }
  return days
}
