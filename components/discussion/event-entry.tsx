import type { ReactNode } from 'react'
import type { TimelineItem } from '@/lib/comments/timeline'
import { paths } from '@/lib/paths'
import { Actor } from '../actor'
import { OverrideBadge, StaleBadge } from '../life-badge'
import { type ApprovalState, StateIcon } from '../state-badge'
import { AlertIcon, ArchiveIcon, MetricIcon, ModelIcon, ReviewIcon } from '../ui/icons'
import { TextLink } from '../ui/text-link'
import { Uri } from '../uri'
import type { EntryProps } from './discussion'
import { MomentLink } from './moment-link'

type EventItem = Exclude<TimelineItem, { kind: 'comment' }>
type Item<K extends EventItem['kind']> = Extract<EventItem, { kind: K }>

/** Something that happened, in a line: a decision, an alias that moved, new evidence, an edit. */
export function EventEntry({ org, model, version, item, now }: EntryProps<EventItem>) {
  const note = 'note' in item && typeof item.note === 'string' ? item.note : ''
  return (
    <li
      id={`event-${item.id}`}
      className="flex scroll-mt-16 gap-2 border-b border-line py-2.5 target:bg-hover last:border-0"
    >
      <span className="mt-[3px] flex size-3.5 shrink-0 items-center justify-center text-ink-2">
        {iconOf(item)}
      </span>
      <div className="min-w-0 flex-1">
        <p>
          <Actor actor={item.by} strong /> {wordsOf({ org, model, version, item })}{' '}
          <MomentLink id={`event-${item.id}`} at={item.at} now={now} />
          {item.kind === 'decision' && item.teams.length > 0 && ` for ${inWords(item.teams)}`}
          {item.kind === 'decision' && item.override && (
            <>
              {' '}
              <OverrideBadge />
            </>
          )}
          {item.kind === 'decision' && item.stale && (
            <>
              {' '}
              <StaleBadge />
            </>
          )}
        </p>
        {note && <p className="mt-0.5 max-w-[68ch] text-prose whitespace-pre-line">{note}</p>}
        {item.kind === 'decision' && item.stale && (
          <p className="mt-0.5 text-ink-2">What it was based on has changed since.</p>
        )}
      </div>
    </li>
  )
}

const verdicts = {
  approve: { word: 'approved', state: 'approved', tone: 'text-approved' },
  reject: { word: 'rejected', state: 'rejected', tone: 'text-rejected' },
  withdraw: { word: 'withdrew the decision on', state: 'pending', tone: 'text-pending' },
} as const satisfies Record<
  Item<'decision'>['verdict'],
  { state: ApprovalState; [key: string]: string }
>

function iconOf(item: EventItem): ReactNode {
  if (item.kind === 'decision') {
    const { state, tone } = verdicts[item.verdict]
    return (
      <span className={tone}>
        <StateIcon state={state} />
      </span>
    )
  }
  const Icon = icons[item.kind]
  return <Icon />
}

const icons = {
  registered: ModelIcon,
  alias: ReviewIcon,
  evidence: AlertIcon,
  life: ArchiveIcon,
  edit: MetricIcon,
  request: ReviewIcon,
  card: AlertIcon,
  expired: AlertIcon,
}

function decidedInWords({ verdict, own }: Item<'decision'>): string {
  return own ? 'took back their approval of' : verdicts[verdict].word
}

interface Sentence extends Omit<EntryProps<EventItem>, 'now'> {}

function wordsOf({ org, model, version, item }: Sentence): ReactNode {
  switch (item.kind) {
    case 'decision':
      return (
        <>
          {decidedInWords(item)}{' '}
          {version === null ? (
            <TextLink href={paths.version(org, model, item.version)}>v{item.version}</TextLink>
          ) : (
            `v${item.version}`
          )}
        </>
      )
    case 'registered':
      return `registered v${version}`
    case 'request':
      return `asked ${item.person ?? `the team ${item.team}`} for a review of v${version}`
    case 'card':
      return (
        <>
          changed the <TextLink href={paths.card(org, model)}>card</TextLink> in what the decision
          rests on
        </>
      )
    case 'expired':
      return `approved v${version} until here: the approval has ended`
    case 'alias':
      return <AliasWords {...{ org, model, version, item }} />
    case 'evidence':
      return (
        <>
          ended <Uri uri={item.run} org={org} copy={false} className="align-bottom" />, which
          brought other metrics or parameters than before
        </>
      )
    case 'life':
      return `${item.action === 'archive' ? 'archived' : 'restored'} v${version}`
    case 'edit':
      return editWords(item)
  }
}

function AliasWords(props: Omit<Sentence, 'item'> & { item: Item<'alias'> }) {
  const { org, model, version, item } = props
  const { alias, from, to } = item
  const other = to === version ? from : to
  const elsewhere = other !== null && (
    <TextLink href={paths.version(org, model, other)}>v{other}</TextLink>
  )
  const name = <code className="font-mono">{alias}</code>
  if (to === null)
    return (
      <>
        removed the alias {name} from v{version}
      </>
    )
  if (to !== version)
    return (
      <>
        moved the alias {name} on to {elsewhere}
      </>
    )
  return (
    <>
      pointed the alias {name} at v{version}
      {elsewhere && <>, from {elsewhere}</>}
    </>
  )
}

const inWords = (words: readonly string[]) => new Intl.ListFormat('en').format(words)

function editWords({ note, added, removed }: Item<'edit'>): string {
  const list = inWords
  const tags = (words: string[]) => `the ${words.length === 1 ? 'tag' : 'tags'} ${list(words)}`
  const done = [
    ...(note ? ['edited the note'] : []),
    ...(added.length > 0 ? [`added ${tags(added)}`] : []),
    ...(removed.length > 0 ? [`removed ${tags(removed)}`] : []),
  ]
  return done.length > 0 ? list(done) : 'saved note and tags as they were'
}
