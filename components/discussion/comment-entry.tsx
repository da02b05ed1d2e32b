import type { TimelineItem } from '@/lib/comments/timeline'
import type { Comment } from '@/lib/comments/view'
import { paths } from '@/lib/paths'
import { Actor } from '../actor'
import { Markdown } from '../markdown'
import { CommentIcon } from '../ui/icons'
import { TextLink } from '../ui/text-link'
import type { EntryProps } from './discussion'
import { MomentLink } from './moment-link'

/** One comment: who, when, what, and what the reader may do to it. */
export function CommentEntry(props: EntryProps<Extract<TimelineItem, { kind: 'comment' }>>) {
  const { org, model, version, item, now } = props
  const { comment, abilities } = item
  const { id, author, createdAt, deletedAt } = comment
  const href = paths.comment(org, id)
  return (
    <li
      id={`comment-${id}`}
      tabIndex={-1}
      className="flex scroll-mt-16 gap-2 border-b border-line py-3 -outline-offset-2 target:bg-hover last:border-0"
    >
      <span className="mt-[3px] flex size-3.5 shrink-0 items-center justify-center text-ink-2">
        <CommentIcon />
      </span>
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-baseline justify-between gap-x-4">
          <p className="min-w-0">
            <Actor actor={author} strong />
            {version === null && comment.version !== null && (
              <>
                {' on '}
                <TextLink href={paths.discussion(org, model, comment.version, { comment: id })}>
                  v{comment.version}
                </TextLink>
              </>
            )}{' '}
            <MomentLink id={`comment-${id}`} at={createdAt} now={now} />
            <Edited org={org} comment={comment} />
          </p>
          {!deletedAt && (
            <p data-screen-only="" className="flex gap-3 text-ink-2">
              {abilities.update.ok && (
                <TextLink href={href} quiet>
                  Edit<span className="sr-only"> this comment</span>
                </TextLink>
              )}
              {abilities.delete.ok && (
                <TextLink href={`${href}#delete`} quiet>
                  Delete<span className="sr-only"> this comment</span>
                </TextLink>
              )}
            </p>
          )}
        </div>
        <CommentText org={org} comment={comment} />
      </div>
    </li>
  )
}

function Edited({ org, comment: { id, edits, deletedAt } }: { org: string; comment: Comment }) {
  if (edits === 0 || deletedAt) return null
  return (
    <>
      {' · '}
      <TextLink href={`${paths.comment(org, id)}#earlier`} quiet className="text-ink-2">
        edited<span className="sr-only">: what it said before</span>
      </TextLink>
    </>
  )
}

/** What a comment says, or that it was deleted. */
export function CommentText({ org, comment }: { org: string; comment: Comment }) {
  const { body, mentions, author, deletedAt, deletedBy } = comment
  if (!deletedAt)
    return (
      <div className="pt-1">
        <Markdown text={body} org={org} mentions={mentions} level={3} />
      </div>
    )
  const own = deletedBy === null || deletedBy.id === author.id
  return (
    <p className="pt-1 text-ink-3 italic">
      {own ? 'Deleted by who wrote it.' : `Deleted by ${deletedBy.name}.`}
    </p>
  )
}
