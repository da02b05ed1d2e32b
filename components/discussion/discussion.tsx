import type { Timeline, TimelineItem } from '@/lib/comments/timeline'
import { paths } from '@/lib/paths'
import type { FormAction } from '../action-result'
import { LockIcon } from '../ui/icons'
import { TextLink } from '../ui/text-link'
import { WhyNot } from '../why-not'
import { CommentEntry } from './comment-entry'
import { CommentForm } from './comment-form'
import { EventEntry } from './event-entry'
import { FocusSaid } from './focus-said'

interface DiscussionProps {
  org: string
  model: string
  /** Null on the page of the model, where what is said of its versions stands too. */
  version: number | null
  /** Latest first, as it is asked for. */
  timeline: Timeline
  /** Not the latest part is shown. */
  older: boolean
  /** Reads `body` from the form. */
  say: FormAction
  now: Date
}

/** What was said, and what happened meanwhile, oldest first, with the place to answer at the end. */
export function Discussion(props: DiscussionProps) {
  const { org, model, version, timeline, older, say, now } = props
  const { items, nextCursor, speak } = timeline
  const what = version === null ? model : `v${version}`
  return (
    <section
      id="discussion"
      aria-labelledby="discussion-title"
      className="flex max-w-3xl min-w-0 scroll-mt-16 flex-col gap-2"
    >
      <h2 id="discussion-title" className="flex min-h-8 items-center text-prose">
        Discussion
      </h2>
      <FocusSaid news={newsOf(items)} />
      {nextCursor && (
        <p data-screen-only="">
          <TextLink href={paths.discussion(org, model, version, { before: nextCursor })}>
            Show earlier
          </TextLink>
        </p>
      )}
      {items.length > 0 ? (
        <ol className="flex flex-col">
          {[...items].reverse().map((item) => (
            <Entry key={item.id} {...{ org, model, version, item, now }} />
          ))}
        </ol>
      ) : (
        <p className="text-ink-2">Nothing was said of {what} yet.</p>
      )}
      {nextCursor && (
        <p className="hidden text-ink-2 print:block">
          Only the latest {items.length} entries are shown; those before are in the hub.
        </p>
      )}
      {older && (
        <p data-screen-only="">
          <TextLink href={paths.discussion(org, model, version)}>Show the latest</TextLink>
        </p>
      )}
      <div data-screen-only="" className="pt-2">
        {speak.ok ? (
          <CommentForm
            action={say}
            label={`Comment on ${what}`}
            button="Comment"
            mentionable={paths.mentionable(org, model)}
          />
        ) : (
          <p className="flex gap-2 rounded-md border border-line-strong px-3 py-2">
            <LockIcon className="mt-0.5 text-ink-2" />
            <span>
              You read along here, and cannot comment. {speak.reason}{' '}
              <WhyNot href={paths.why(org, 'comment.create', `model://${model}/`)} />
            </span>
          </p>
        )}
      </div>
    </section>
  )
}

/** Differs once something was said, changed or deleted. */
function newsOf(items: readonly TimelineItem[]): string {
  const said = items.flatMap((item) => (item.kind === 'comment' ? [item.comment] : []))
  return said.map(({ id, editedAt, deletedAt }) => `${id}${editedAt}${deletedAt}`).join(' ')
}

export interface EntryProps<I extends TimelineItem = TimelineItem> {
  org: string
  model: string
  version: number | null
  item: I
  now: Date
}

function Entry({ item, ...rest }: EntryProps) {
  return item.kind === 'comment' ? (
    <CommentEntry item={item} {...rest} />
  ) : (
    <EventEntry item={item} {...rest} />
  )
}
