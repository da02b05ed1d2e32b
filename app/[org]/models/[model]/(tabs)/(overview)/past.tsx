import { loadIfFound } from '@/app/load'
import { momentOf } from '@/app/moment'
import { InUseTable, isUnused } from '@/components/history/in-use'
import { WhenForm } from '@/components/history/when-form'
import { ButtonLink } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import type { Ctx } from '@/lib/actor'
import { exactTime } from '@/lib/format'
import { getInUse } from '@/lib/history/in-use'
import { paths } from '@/lib/paths'

interface PastModelProps {
  ctx: Ctx
  org: string
  slug: string
  asked: Record<string, string | string[] | undefined>
}

/** The page of a model as it stood at a moment: what latest and its aliases meant, and what served. */
export async function PastModel({ ctx, org, slug, asked }: PastModelProps) {
  const { at, problem } = momentOf(ctx, asked)
  const moment = at.toISOString()
  const found = problem
    ? { ok: false as const, reason: problem }
    : await loadIfFound(() => getInUse(ctx, { org, model: slug, at: moment }))
  return (
    <div className="flex flex-col gap-6">
      <Notice
        kind={problem ? 'warning' : 'info'}
        actions={<ButtonLink href={paths.model(org, slug)}>Back to now</ButtonLink>}
      >
        {problem ?? (
          <>
            This is the model as it stood on <time dateTime={moment}>{exactTime(moment)}</time>.
          </>
        )}
      </Notice>
      <WhenForm action={paths.modelHistory(org, slug)} at={at} problem={null} />
      {!problem && !found.ok && <p>{found.reason}</p>}
      {found.ok &&
        (isUnused(found.value) ? (
          <p>Nothing of it was in use then: nothing was approved, named or served.</p>
        ) : (
          <InUseTable org={org} inUse={found.value} />
        ))}
    </div>
  )
}
