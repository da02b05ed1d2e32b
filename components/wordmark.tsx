/** The hub's own name and mark, where no organization's stands. */
export function Wordmark() {
  return (
    <span className="inline-flex items-center gap-2 text-prose font-strong">
      <svg
        viewBox="0 0 32 32"
        width="1.5rem"
        height="1.5rem"
        fill="none"
        stroke="currentColor"
        strokeWidth="2.5"
        strokeLinejoin="round"
        strokeLinecap="round"
        aria-hidden="true"
      >
        <path d="M16 3 27.3 9.5v13L16 29 4.7 22.5v-13L16 3Z" />
        <path d="M4.7 9.5 16 16l11.3-6.5M16 16v13" />
      </svg>
      Model Hub
    </span>
  )
}
