import type { Version } from '@/lib/versions/view'

export type ApprovalState = Version['state']

const looks = {
  approved: {
    word: 'Approved',
    text: 'text-approved',
    tint: 'bg-approved-tint [--tint:var(--state-approved-tint)]',
  },
  pending: {
    word: 'Pending',
    text: 'text-pending',
    tint: 'bg-pending-tint [--tint:var(--state-pending-tint)]',
  },
  rejected: {
    word: 'Rejected',
    text: 'text-rejected',
    tint: 'bg-rejected-tint [--tint:var(--state-rejected-tint)]',
  },
} as const satisfies Record<ApprovalState, unknown>

export function isApprovalState(state: string): state is ApprovalState {
  return state in looks
}

/** The one rendering of pending, approved and rejected: outline, word, then colour. */
export function StateBadge({ state }: { state: ApprovalState }) {
  const { word, text, tint } = looks[state]
  return (
    <span
      className={`inline-flex h-5 items-center gap-1 rounded-sm border border-transparent pr-1.5 pl-1 align-middle leading-4 whitespace-nowrap ${text} ${tint}`}
    >
      <StateIcon state={state} />
      {word}
    </span>
  )
}

/** The outline alone, for lists where the word stands elsewhere in the row. */
export function StateIcon({ state }: { state: ApprovalState }) {
  return (
    <svg
      viewBox="0 0 14 14"
      width="0.875rem"
      height="0.875rem"
      aria-hidden="true"
      className="shrink-0"
    >
      {shapes[state]}
    </svg>
  )
}

const knockedOut = {
  fill: 'none',
  strokeWidth: 1.75,
  strokeLinecap: 'round',
  strokeLinejoin: 'round',
  className: 'stroke-(--tint,var(--paper)) forced-colors:stroke-[Canvas]',
} as const

const shapes = {
  approved: (
    <>
      <circle cx="7" cy="7" r="6" fill="currentColor" />
      <path d="m4.25 7.25 2 2 3.5-4.25" {...knockedOut} />
    </>
  ),
  pending: <circle cx="7" cy="7" r="5" fill="none" stroke="currentColor" strokeWidth="2" />,
  rejected: (
    <>
      <rect x="1.25" y="1.25" width="11.5" height="11.5" rx="1.5" fill="currentColor" />
      <path d="m4.75 4.75 4.5 4.5m0-4.5-4.5 4.5" {...knockedOut} />
    </>
  ),
} as const satisfies Record<ApprovalState, unknown>
