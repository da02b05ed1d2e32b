import { fromCursor, loadIfFound } from '@/app/load'
import { momentOf } from '@/app/moment'
import { PastAliasTable } from '@/components/history/past-alias-table'
import { WhenForm } from '@/components/history/when-form'
import { ButtonLink } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { Pager } from '@/components/ui/pager'
import type { Ctx } from '@/lib/actor'
import { exactTime } from '@/lib/format'
import { getAliasThen, listAliasesThen } from '@/lib/history/aliases'
import { paths } from '@/lib/paths'

interface PastAliasesProps {
  ctx: Ctx
  org: string
  slug: string
  asked: Record<string, string | string[] | undefined>
  /** The one that the page is about, if it is about one. */
  alias?: string
}

/** The page of the aliases of a model, or of one, as they stood at a moment. */
export async function PastAliases({ ctx, org, slug, asked, alias }: PastAliasesProps) {
  const { at, problem } = momentOf(ctx, asked)
  const from = [asked.from].flat()[0]
  const moment = at.toISOString()
  const ref = { org, model: slug, at: moment }
  const here = (search: { at?: string; from?: string } = {}) =>
    alias === undefined
      ? paths.modelAliases(org, slug, search)
      : paths.modelAlias(org, slug, alias, search)
  const found = problem
    ? null
    : await loadIfFound(async () =>
        alias === undefined
          ? await fromCursor(from, (cursor) => listAliasesThen(ctx, { ...ref, cursor, limit: 100 }))
          : { items: [await getAliasThen(ctx, { ...ref, alias })], nextCursor: null },
      )
  return (
    <div className="flex flex-col gap-6">
      <Notice
        kind={problem ? 'warning' : 'info'}
        actions={<ButtonLink href={here()}>Back to now</ButtonLink>}
      >
        {problem ?? (
          <>
            This is where {alias ?? 'the aliases'} pointed on{' '}
            <time dateTime={moment}>{exactTime(moment)}</time>.
          </>
        )}
      </Notice>
      <WhenForm action={here()} at={at} problem={null} />
      {found && !found.ok && <p>{found.reason}</p>}
      {found?.ok &&
        (found.value.items.length > 0 ? (
          <PastAliasTable org={org} aliases={found.value.items} />
        ) : (
          <p>No alias of it pointed anywhere then.</p>
        ))}
      {found?.ok && (
        <Pager
          label="the aliases"
          firstHref={from ? here({ at: moment }) : null}
          nextHref={
            found.value.nextCursor ? here({ at: moment, from: found.value.nextCursor }) : null
          }
          nextLabel="More aliases"
        />
      )}
    </div>
  )
}
