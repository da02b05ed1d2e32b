import { loadIfFound } from '@/app/load'
import { momentOf } from '@/app/moment'
import { ServedThen } from '@/components/deployments/served-then'
import { WhenForm } from '@/components/history/when-form'
import { ButtonLink } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import type { Ctx } from '@/lib/actor'
import { exactTime } from '@/lib/format'
import { getDeploymentThen } from '@/lib/history/deployments'
import { paths } from '@/lib/paths'

interface PastDeploymentProps {
  ctx: Ctx
  org: string
  name: string
  asked: Record<string, string | string[] | undefined>
}

/** The page of a deployment as it stood at a moment: the revision that was in force. */
export async function PastDeployment({ ctx, org, name, asked }: PastDeploymentProps) {
  const { at, problem } = momentOf(ctx, asked)
  const moment = at.toISOString()
  const found = problem
    ? null
    : await loadIfFound(() => getDeploymentThen(ctx, { org, deployment: name, at: moment }))
  return (
    <div className="flex flex-col gap-6">
      <Notice
        kind={problem ? 'warning' : 'info'}
        actions={<ButtonLink href={paths.deployment(org, name)}>Back to now</ButtonLink>}
      >
        {problem ?? (
          <>
            This is what it served on <time dateTime={moment}>{exactTime(moment)}</time>.
          </>
        )}
      </Notice>
      <WhenForm action={paths.deployment(org, name)} at={at} problem={null} />
      {found && !found.ok && <p>{found.reason}</p>}
      {found?.ok && <ServedThen org={org} then={found.value} />}
    </div>
  )
}
