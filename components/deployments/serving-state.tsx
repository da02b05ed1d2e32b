/** Whether a revision is the one in force, or one that was. */
export type Serving = 'serving' | 'past'

export function isServingState(state: string): state is Serving {
  return state === 'serving' || state === 'past'
}

/** In force, or in the past: outline, then word. */
export function ServingState({ state }: { state: Serving }) {
  return (
    <span
      className={`inline-flex items-center gap-1 whitespace-nowrap ${state === 'past' ? 'text-ink-2' : ''}`}
    >
      <svg viewBox="0 0 14 14" width="0.875rem" height="0.875rem" aria-hidden="true">
        {state === 'serving' ? (
          <path d="M3.5 2.25v9.5L12 7Z" fill="currentColor" />
        ) : (
          <path d="M2.75 7h8.5" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
        )}
      </svg>
      {state === 'serving' ? 'Serving now' : 'Past'}
    </span>
  )
}
