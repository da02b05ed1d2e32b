import { duration } from '@/lib/format'
import { Time } from './time'
import { Cell } from './ui/table'
import { Uri } from './uri'

/** The versions that a run made. */
export function MadeCell({ org, versions }: { org: string; versions: readonly string[] }) {
  return (
    <Cell nothing="no version">
      {versions.length > 0 && (
        <span className="flex flex-col">
          {versions.map((uri) => (
            <Uri key={uri} uri={uri} org={org} copy={false} />
          ))}
        </span>
      )}
    </Cell>
  )
}

/** How long a run took, from one instant to another. */
export function TookCell({ from, to }: { from: string; to: string | null }) {
  return (
    <Cell numeric nothing="not finished">
      {to && duration(Date.parse(to) - Date.parse(from))}
    </Cell>
  )
}

/** When a run started. */
export function StartedCell({ at, now }: { at: string; now: Date }) {
  return (
    <Cell numeric>
      <span className="text-ink-2">
        <Time at={at} now={now} />
      </span>
    </Cell>
  )
}
