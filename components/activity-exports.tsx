interface ActivityExportsProps {
  hrefOf: (format: 'csv' | 'jsonl' | 'ocsf') => string
  /** The file tells where people came from, so that taking it is an event itself. */
  recorded: boolean
}

const files = [
  { format: 'csv', label: 'CSV' },
  { format: 'jsonl', label: 'JSON lines' },
  { format: 'ocsf', label: 'OCSF' },
] as const

/** All of a search as a file, not only the page that is shown. */
export function ActivityExports({ hrefOf, recorded }: ActivityExportsProps) {
  return (
    <p data-screen-only="" className="flex flex-wrap items-baseline gap-x-3 gap-y-1 text-ink-2">
      <span id="export-events">Export all of these:</span>
      {files.map(({ format, label }) => (
        <a key={format} href={hrefOf(format)} download className="link pointer-coarse:py-3">
          {label}
          <span className="sr-only"> file of these events</span>
        </a>
      ))}
      {recorded && <span>The file holds addresses, so taking it is recorded here.</span>}
    </p>
  )
}
