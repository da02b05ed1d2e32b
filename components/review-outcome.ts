import type { ApprovalState } from './state-badge'

export type Verdict = 'approve' | 'reject' | 'withdraw'

export interface Standing {
  model: string
  version: number
  state: ApprovalState
  /** The highest approved live version other than this one. */
  otherApproved: number | null
  /** It is approved, and to be reviewed again. */
  again?: boolean
  /** Who looks has approved it, and others are waited for. */
  own?: boolean
}

/** What can be decided from each state; `withdraw` takes a decision back to pending. */
export const verdictsFrom = {
  pending: ['approve', 'reject'],
  approved: ['reject', 'withdraw'],
  rejected: ['approve', 'withdraw'],
} as const satisfies Record<ApprovalState, readonly Verdict[]>

/** What can be decided on a version as it stands. */
export function verdictsOf({ state, again = false, own = false }: Standing): readonly Verdict[] {
  if (state === 'approved' && again) return ['approve', ...verdictsFrom.approved]
  if (state === 'pending' && own) return [...verdictsFrom.pending, 'withdraw']
  return verdictsFrom[state]
}

/** What a verdict would do to `model://<model>/latest`, as a sentence after that URI. */
export function whatFollows(verdict: Verdict, standing: Standing): string {
  const { version, state, otherApproved } = standing
  const before = state === 'approved' ? Math.max(version, otherApproved ?? 0) : otherApproved
  const after = verdict === 'approve' ? Math.max(version, otherApproved ?? 0) : otherApproved
  return moveInWords(before, after)
}

/** What `latest` means before and after, null where it means nothing, as a sentence after its URI. */
export function moveInWords(before: number | null, after: number | null): string {
  if (after === null)
    return before === null
      ? 'still means nothing: no version is approved.'
      : `will mean nothing: no version is approved any more.`
  if (before === null) return `will mean v${after}, the first approved version.`
  return before === after ? `stays at v${after}.` : `will move from v${before} to v${after}.`
}
