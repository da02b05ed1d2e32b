export interface IconProps {
  className?: string
}

/** One grid for all: 16 px at the usual text size, 1.5 px strokes. Decoration only: the word stands beside it. */
export function Icon({ className = '', d }: IconProps & { d: string }) {
  return (
    <svg
      viewBox="0 0 16 16"
      width="1rem"
      height="1rem"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      className={`shrink-0 ${className}`}
    >
      <path d={d} />
    </svg>
  )
}
