import type { Deployment } from '@/lib/deployments/view'
import { AlertIcon, FollowIcon } from '../ui/icons'

interface FollowsMarkProps {
  deployment: Pick<Deployment, 'follows' | 'followProblem'>
}

/** That a deployment moves by itself, or would and could not. */
export function FollowsMark({ deployment: { follows, followProblem } }: FollowsMarkProps) {
  if (!follows) return null
  if (followProblem)
    return (
      <span className="inline-flex items-center gap-1 whitespace-nowrap" title={followProblem}>
        <AlertIcon className="text-pending" />
        Could not follow
      </span>
    )
  return (
    <span
      className="inline-flex items-center gap-1 whitespace-nowrap text-ink-2"
      title="A new revision is made when latest or an alias that it was asked by moves."
    >
      <FollowIcon />
      Follows
    </span>
  )
}
