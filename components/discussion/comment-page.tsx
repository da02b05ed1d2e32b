import type { getComment } from '@/lib/comments/queries'
import type { CommentRevision } from '@/lib/comments/view'
import { paths, withSearch } from '@/lib/paths'
import type { Page } from '@/lib/view'
import type { FormAction } from '../action-result'
import { Actor } from '../actor'
import { ConfirmForm } from '../confirm-form'
import { Markdown } from '../markdown'
import { PageHeader } from '../shell/page-header'
import { Time } from '../time'
import { Pager } from '../ui/pager'
import { Section } from '../ui/section'
import { TextLink } from '../ui/text-link'
import { CommentText } from './comment-entry'
import { CommentForm } from './comment-form'

interface CommentPageProps {
  org: string
  comment: Awaited<ReturnType<typeof getComment>>
  earlier: Page<CommentRevision>
  cursor: string | undefined
  /** Reads `body` and `expected` from the form. */
  edit: FormAction
  remove: FormAction
  now: Date
}

/** One comment by itself: what it says and said before, and for those who may, editing and deleting it. */
export function CommentPage(props: CommentPageProps) {
  const { org, comment, edit, remove, now } = props
  const { id, model, modelName, version, author, createdAt, deletedAt, abilities } = comment
  const back = paths.discussion(org, model, version, { comment: id })
  return (
    <>
      <PageHeader
        title="Comment"
        trail={[
          { href: paths.models(org), label: 'Models' },
          { href: paths.model(org, model), label: modelName },
          ...(version === null
            ? []
            : [{ href: paths.version(org, model, version), label: `v${version}` }]),
        ]}
        facts={
          <>
            <span>
              <Actor actor={author} strong /> <Time at={createdAt} now={now} exact />
            </span>
            <TextLink href={back}>In the discussion</TextLink>
          </>
        }
      />
      <div className="flex max-w-3xl flex-col gap-8">
        <CommentText org={org} comment={comment} />
        {!deletedAt && abilities.update.ok && (
          <Section title="Edit">
            <CommentForm
              action={edit}
              label="Comment"
              button="Save"
              mentionable={paths.mentionable(org, model)}
              defaultValue={comment.written}
              cancelHref={back}
            >
              <input type="hidden" name="expected" value={comment.edits} />
            </CommentForm>
          </Section>
        )}
        <Earlier {...props} />
        {!deletedAt && abilities.delete.ok && (
          <div id="delete" className="scroll-mt-16">
            <ConfirmForm
              action={remove}
              label="Delete"
              of="this comment"
              warning="What it says, and what it said before, is gone for good then. That it was there stays, with who deleted it."
              confirm="Delete this comment"
            />
          </div>
        )}
      </div>
    </>
  )
}

function Earlier({ org, comment, earlier, cursor, now }: CommentPageProps) {
  if (comment.deletedAt || (earlier.items.length === 0 && !cursor)) return null
  const here = paths.comment(org, comment.id)
  const { nextCursor } = earlier
  return (
    <div id="earlier" className="scroll-mt-16">
      <Section title="What it said before">
        <ol className="flex flex-col">
          {earlier.items.map(({ number, body, mentions, at }) => (
            <li key={number} className="border-b border-line py-3 last:border-0">
              <p className="pb-1 text-ink-2">
                Until <Time at={at} now={now} exact />
              </p>
              <Markdown text={body} org={org} mentions={mentions} level={3} />
            </li>
          ))}
        </ol>
        <Pager
          label="earlier texts"
          firstHref={cursor ? `${here}#earlier` : null}
          nextHref={nextCursor && `${withSearch(here, { cursor: nextCursor })}#earlier`}
        />
      </Section>
    </div>
  )
}
