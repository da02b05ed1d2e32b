import type { LineageNode } from '@/lib/lineage/view'
import { isServingState, ServingState } from '../deployments/serving-state'
import { isRunState, RunState } from '../run-state'
import { isApprovalState, StateBadge } from '../state-badge'
import { AlertIcon } from '../ui/icons'

/** How something in the lineage stands, in the rendering that its kind has everywhere. */
export function NodeState({ kind, state }: Pick<LineageNode, 'kind' | 'state'>) {
  if (state === null) return null
  if (kind === 'version' && isApprovalState(state)) return <StateBadge state={state} />
  if (kind === 'run' && isRunState(state)) return <RunState state={state} />
  if (kind === 'deployment_revision' && isServingState(state)) return <ServingState state={state} />
  return <span className="text-ink-2">{state}</span>
}

/** It was made of something that is recalled; `small` where there is no room for the word. */
export function RecalledMark({ small = false }: { small?: boolean }) {
  return (
    <span
      className="inline-flex items-center gap-1 text-rejected"
      title={small ? 'Recalled' : undefined}
    >
      <AlertIcon />
      <span className={small ? 'sr-only' : undefined}>Recalled</span>
    </span>
  )
}
